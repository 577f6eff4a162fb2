#include "commands/import/trello/labels.hpp"

#include <algorithm>
#include <utility>

#include "commands/import/trello/text.hpp"

namespace atelier::commands::trello {
namespace {

std::string inline_id(std::string const& colour, std::string const& name) {
    return "inline:" + colour + ':' + name;
}

}  // namespace

LabelReader::LabelReader(Node const& board) {
    auto const labels = board.objects("labels");
    if (labels.size() > max_import_labels) {
        board.refuse("labels", "are more than " + std::to_string(max_import_labels));
    }
    for (auto const& label : labels) {
        auto const id = label.text("id");
        if (!id.empty() && ids_.contains(id))
            label.refuse("id", "is the id of an earlier label too");
        add(label);
    }
    if (board.has("labels")) return;
    auto const names = board.object("labelNames");
    auto const colours = names.member_names();
    if (colours.size() > max_import_labels) {
        board.refuse("labelNames", "are more than " + std::to_string(max_import_labels));
        return;
    }
    for (auto const& colour : colours) {
        auto const name = names.text(colour);
        if (!name.empty()) add(inline_id(colour, name), name, colour, board.findings());
    }
}

std::vector<std::string> LabelReader::labels_of(Node const& card) {
    std::vector<std::string> ids;
    std::set<std::string> met;
    auto add_once = [&](std::string id) {
        if (met.insert(id).second) ids.push_back(std::move(id));
    };
    for (auto const& label : card.objects("labels")) add_once(add(label));
    for (auto const& id : card.texts("idLabels")) {
        if (ids_.contains(id)) {
            add_once(id);
        } else {
            card.findings().leave_out("unknown_labels");
        }
    }
    return ids;
}

std::string LabelReader::add(Node const& label) {
    auto const name = label.text("name");
    auto const colour = label.text("color");
    auto id = label.text("id");
    if (id.empty()) id = inline_id(colour, name);
    add(id, name, colour, label.findings());
    return id;
}

void LabelReader::add(std::string id, std::string const& name, std::string const& colour,
                      Findings& findings) {
    if (!ids_.insert(id).second) return;
    if (labels_.size() == max_import_labels) {
        return findings.refuse("labels", "are more than " + std::to_string(max_import_labels));
    }
    if (is_blank(name)) findings.adjust("labels_named_after_their_colour");
    if (is_longer_than(name, max_imported_name_length)) findings.adjust("cut_names");
    if (!colour.empty() && !is_known_colour(colour)) findings.adjust("unknown_colours");
    labels_.push_back({std::move(id), name_of(name, name_of_colour(colour)), colour_of(colour)});
}

}  // namespace atelier::commands::trello
