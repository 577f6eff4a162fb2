#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands/import/imported_board.hpp"
#include "eventstore/database/connection.hpp"
#include "eventstore/log/event_record.hpp"

namespace atelier::test {

/// A board as the log has it, read again from its first event on.
class WrittenBoard {
public:
    WrittenBoard(eventstore::Connection& connection, WorkspaceId workspace,
                 commands::ImportedBoard const& source);

    /// What is another than in the source, a line each; empty when everything is as it should be.
    std::string differences() const;

    project::State const& project() const { return project_; }
    std::vector<eventstore::RecordedEvent> const& events() const { return events_; }
    task::State const& task(std::string const& source_id) const;

private:
    void compare_task(std::string& found, commands::ImportedTask const& task) const;
    void compare_times(std::string& found, commands::ImportedTask const& task) const;
    void compare_order(std::string& found) const;

    commands::ImportedBoard const& source_;
    WorkspaceId workspace_;
    project::State project_;
    std::vector<eventstore::RecordedEvent> events_;  ///< of the project and its tasks
    std::map<TaskId, task::State> tasks_;
    std::map<TaskId, std::vector<Timestamp>> times_;
};

}  // namespace atelier::test
