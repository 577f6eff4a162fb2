#include "tests/unit/import/board_promises.hpp"

#include <algorithm>
#include <set>

namespace atelier::test {
namespace {

using commands::ImportedChange;

template <class Items, class Member>
bool are_distinct(Items const& items, Member id) {
    std::set<std::string> ids;
    for (auto const& item : items) ids.insert(item.*id);
    return ids.size() == items.size() && !ids.contains("");
}

bool has_status(commands::ImportedBoard const& board, std::string const& id) {
    return std::ranges::find(board.statuses, id, &commands::ImportedStatus::source_id) !=
           board.statuses.end();
}

std::string inconsistency(commands::ImportedBoard const& board,
                          commands::ImportedTask const& task) {
    if (task.history.empty()) return "has no history";
    if (task.history.front().at != task.created_at) return "is not created when its history begins";
    std::string title, status;
    bool archived = false;
    Timestamp last = task.created_at;
    for (auto const& change : task.history) {
        bool const first = &change == &task.history.front();
        if (first != (change.kind == ImportedChange::Kind::created))
            return "is not created first and once";
        if (change.at < last) return "has times that go back";
        last = change.at;
        if (change.kind == ImportedChange::Kind::created ||
            change.kind == ImportedChange::Kind::moved) {
            if (status == change.status_source_id) return "has a move that moves nothing";
            if (!has_status(board, change.status_source_id)) return "was in an unknown status";
            status = change.status_source_id;
        }
        if (change.kind == ImportedChange::Kind::created ||
            change.kind == ImportedChange::Kind::renamed) {
            if (title == change.title) return "has a renaming that renames nothing";
            title = change.title;
        }
        if (change.kind == ImportedChange::Kind::archived && archived) return "is archived twice";
        if (change.kind == ImportedChange::Kind::restored && !archived)
            return "is restored unarchived";
        if (change.kind == ImportedChange::Kind::archived) archived = true;
        if (change.kind == ImportedChange::Kind::restored) archived = false;
    }
    if (title != task.title) return "does not end in its title";
    if (status != task.status_source_id) return "does not end in its status";
    if (archived != task.archived) return "does not end as archived as it is";
    return "";
}

}  // namespace

std::string inconsistency(commands::ImportedBoard const& board) {
    if (!are_distinct(board.statuses, &commands::ImportedStatus::source_id)) return "statuses' ids";
    if (!are_distinct(board.labels, &commands::ImportedLabel::source_id)) return "labels' ids";
    if (!are_distinct(board.members, &commands::ImportedMember::source_id)) return "members' ids";
    if (!are_distinct(board.tasks, &commands::ImportedTask::source_id)) return "tasks' ids";
    for (auto const& task : board.tasks) {
        auto const problem = inconsistency(board, task);
        if (!problem.empty()) return task.source_id + " " + problem;
    }
    return "";
}

}  // namespace atelier::test
