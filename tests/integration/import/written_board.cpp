#include "tests/integration/import/written_board.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "commands/import/imported_ids.hpp"
#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"

namespace atelier::test {

using commands::ImportedIds;
using commands::ImportedTask;

WrittenBoard::WrittenBoard(eventstore::Connection& connection, WorkspaceId workspace,
                           commands::ImportedBoard const& source)
    : source_(source), workspace_(workspace) {
    auto const project = stream_of(ImportedIds(workspace, source).project());
    AnyState project_state = initial_state(StreamKind::project);
    std::map<StreamId, AnyState> states;
    eventstore::Position after = 0;
    while (true) {
        auto const page = eventstore::read_forward(connection, after, 1'000);
        if (page.empty()) break;
        after = page.back().position;
        for (auto const& raw : page) {
            auto event = eventstore::decode(raw);
            if (event.stream == project) {
                project_state = evolve_any(std::move(project_state), event.event);
            } else if (event.stream.kind == StreamKind::task) {
                auto& state =
                    states.try_emplace(event.stream, initial_state(StreamKind::task)).first->second;
                state = evolve_any(std::move(state), event.event);
                times_[TaskId{event.stream.id}].push_back(event.occurred_at());
            } else {
                continue;
            }
            events_.push_back(std::move(event));
        }
    }
    project_ = std::get<project::State>(project_state);
    for (auto const& [stream, state] : states) {
        tasks_.emplace(TaskId{stream.id}, std::get<task::State>(state));
    }
}

task::State const& WrittenBoard::task(std::string const& source_id) const {
    static task::State const nothing;
    auto const found = tasks_.find(ImportedIds(workspace_, source_).task(source_id));
    return found == tasks_.end() ? nothing : found->second;
}

void WrittenBoard::compare_task(std::string& found, ImportedTask const& source) const {
    ImportedIds const ids{workspace_, source_};
    auto const& here = task(source.source_id);
    auto expect = [&](bool equal, char const* what) {
        if (!equal) found += source.source_id + " has another " + what + "\n";
    };
    std::vector<LabelId> labels;
    for (auto const& label : source.label_source_ids) labels.push_back(ids.label(label));
    expect(here.exists, "existence");
    expect(here.project == ids.project(), "project");
    expect(here.title == source.title, "title");
    expect(here.description == source.description, "description");
    expect(here.status == ids.status(source.status_source_id), "status");
    expect(here.archived == source.archived, "place in the archive");
    expect(here.due == source.due, "due date");
    expect(here.start == source.start, "start date");
    expect(here.labels == labels, "set of labels");
    expect(project_.find_status(here.status) != nullptr, "status than the project's");
    for (auto const label : here.labels) {
        expect(project_.find_label(label) != nullptr, "label than the project's");
    }
}

void WrittenBoard::compare_times(std::string& found, ImportedTask const& source) const {
    auto const times = times_.find(ImportedIds(workspace_, source_).task(source.source_id));
    if (times == times_.end()) return;
    std::vector<Timestamp> expected;
    for (auto const& change : source.history) expected.push_back(change.at);
    if (times->second != expected) found += source.source_id + " has other times\n";
}

void WrittenBoard::compare_order(std::string& found) const {
    std::map<std::string, std::vector<Rank>> ranks;
    for (auto const& source : source_.tasks) {
        ranks[source.status_source_id].push_back(task(source.source_id).rank);
    }
    for (auto const& [status, column] : ranks) {
        auto const strictly = [](Rank const& one, Rank const& next) { return one >= next; };
        if (std::ranges::adjacent_find(column, strictly) != column.end()) {
            found += "column " + status + " has another order\n";
        }
    }
}

std::string WrittenBoard::differences() const {
    std::string found;
    if (!project_.exists) return "there is no project\n";
    if (project_.name != source_.name) found += "another name\n";
    if (project_.description != source_.description) found += "another description\n";
    if (project_.labels.size() != source_.labels.size()) found += "another number of labels\n";
    if (tasks_.size() != source_.tasks.size()) found += "another number of tasks\n";
    std::set<std::int64_t> numbers;
    for (auto const& source : source_.tasks) {
        compare_task(found, source);
        compare_times(found, source);
        numbers.insert(task(source.source_id).number);
    }
    if (numbers.size() != source_.tasks.size()) found += "the same number twice\n";
    compare_order(found);
    return found;
}

}  // namespace atelier::test
