#include "commands/import/trello/cards.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "commands/import/trello/stable_sort.hpp"

namespace atelier::commands::trello {
namespace {

constexpr std::string_view cut_notice = "\n\n*(The rest was too long to be imported.)*";

/// An id is 24 hexadecimal digits, of which the first eight are Unix seconds.
std::optional<Timestamp> time_in_id(std::string_view id) {
    bool const is_hex = std::ranges::all_of(id, [](unsigned char c) { return std::isxdigit(c); });
    if (id.size() != 24 || !is_hex) return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(id.data(), id.data() + 8, seconds, 16);
    return Timestamp{seconds * 1000};
}

std::string description_of(Node const& card, std::string const& name, BoardParts& board) {
    auto& findings = card.findings();
    std::vector<std::string> parts;
    if (is_longer_than(name, max_imported_title_length)) {
        findings.adjust("cut_titles");
        parts.push_back(name);
    }
    parts.push_back(card.text("desc"));
    for (auto const& checklist : board.checklists.of(card)) parts.push_back(to_markdown(checklist));
    auto text = join_paragraphs(parts);
    if (text.size() <= max_imported_description_size) return text;
    findings.adjust("cut_descriptions");
    auto const room = max_imported_description_size - cut_notice.size();
    return std::string(cut_to_size(text, room)) + std::string(cut_notice);
}

std::vector<std::string> members_of(Node const& card, std::set<std::string> const& known) {
    std::vector<std::string> members;
    std::set<std::string> met;
    for (auto& id : card.texts("idMembers")) {
        if (!known.contains(id)) {
            card.findings().leave_out("unknown_members");
        } else if (met.insert(id).second) {
            members.push_back(std::move(id));
        }
    }
    return members;
}

bool has_cover(Node const& card) {
    auto const cover = card.object("cover");
    return cover.has("color") || cover.has("idAttachment") || cover.has("idUploadedBackground") ||
           card.has("idAttachmentCover");
}

/// What a card has that a task has no home for.
void count_left_out(Node const& card) {
    auto& findings = card.findings();
    findings.leave_out("attachments", card.count("attachments"));
    findings.leave_out("custom_fields", card.count("customFieldItems"));
    findings.leave_out("stickers", card.count("stickers"));
    findings.leave_out("votes", card.count("idMembersVoted"));
    findings.leave_out("power_up_data", card.count("pluginData"));
    if (card.has("due") && card.flag("dueComplete")) findings.leave_out("completed_due_dates");
    if (card.has("coordinates") || card.has("address")) findings.leave_out("locations");
    if (has_cover(card)) findings.leave_out("covers");
    if (card.flag("isTemplate")) findings.adjust("template_cards");
}

}  // namespace

Checklists::Checklists(Node const& board) {
    for (auto const& node : board.objects("checklists")) {
        Entry entry;
        entry.id = node.text("id");
        entry.card = node.text("idCard");
        entry.order = node.number("pos", 0);
        entry.checklist.name = node.text("name");
        auto items = node.objects("checkItems");
        sort_stably(items, [](Node const& item) { return item.number("pos", 0); });
        for (auto const& item : items) {
            entry.item_ids.push_back(item.text("id"));
            entry.checklist.items.push_back({item.text("name"), item.text("state") == "complete"});
            if (item.has("due") || item.has("idMember")) {
                node.findings().leave_out("checklist_item_dates_and_members");
            }
        }
        by_card_.emplace(entry.card, entries_.size());
        by_id_.emplace(entry.id, entries_.size());
        entries_.push_back(std::move(entry));
    }
}

std::vector<Checklist> Checklists::of(Node const& card) {
    std::set<std::size_t> places;
    auto const [first, last] = by_card_.equal_range(card.text("id"));
    for (auto found = first; found != last; ++found) places.insert(found->second);
    // Exports of 2012 know whose a checklist is, and which items are done, by the card only.
    for (auto const& id : card.texts("idChecklists")) {
        if (auto const found = by_id_.find(id); found != by_id_.end()) places.insert(found->second);
    }
    std::set<std::string> done;
    for (auto const& state : card.objects("checkItemStates")) {
        if (state.text("state") == "complete") done.insert(state.text("idCheckItem"));
    }
    std::vector<Entry> entries;
    for (auto const place : places) {
        items_given_ += entries_[place].item_ids.size();
        if (items_given_ > max_import_checklist_items) {
            card.refuse("idChecklists", "names more checklist items than an import takes");
            return {};
        }
        entries.push_back(entries_[place]);
    }
    sort_stably(entries, [](Entry const& entry) { return entry.order; });
    std::vector<Checklist> checklists;
    for (auto& entry : entries) {
        for (std::size_t i = 0; i < entry.item_ids.size(); ++i) {
            if (done.contains(entry.item_ids[i])) entry.checklist.items[i].done = true;
        }
        checklists.push_back(std::move(entry.checklist));
    }
    return checklists;
}

ImportedTask read_card(Node const& card, BoardParts& board) {
    ImportedTask task;
    task.source_id = card.required_text("id");
    auto const born = time_in_id(task.source_id);
    if (!born) card.refuse("id", "is not a Trello id of 24 hexadecimal digits");
    task.created_at = born.value_or(Timestamp{});
    task.source_number = card.integer("idShort", 0);
    auto const name = card.text("name");
    if (is_blank(name)) card.findings().adjust("untitled_cards");
    task.title = title_of(name);
    task.description = description_of(card, name, board);
    task.status_source_id = card.required_text("idList");
    if (!board.lists.contains(task.status_source_id)) {
        card.refuse("idList", "names a list that the export does not have");
    }
    task.order = card.number("pos", 0);
    task.archived = card.flag("closed") || board.closed_lists.contains(task.status_source_id);
    task.start = card.time("start");
    task.due = card.time("due");
    task.label_source_ids = board.labels.labels_of(card);
    task.member_source_ids = members_of(card, board.members);
    count_left_out(card);
    return task;
}

}  // namespace atelier::commands::trello
