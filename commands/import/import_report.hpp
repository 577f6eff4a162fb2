#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "commands/import/imported_board.hpp"
#include "domain/id.hpp"

namespace atelier::commands {

/// What an import did, or of a dry run, what it would do.
struct ImportReport {
    bool dry_run = false;
    std::string source;  ///< the tool: `trello`
    std::string name;    ///< of the project
    ProjectId project;
    std::string project_key;
    bool project_created = false;  ///< else it was there from an earlier import
    std::int64_t statuses = 0;     ///< of the project
    std::int64_t labels = 0;       ///< of the project
    std::int64_t tasks_created = 0;
    std::int64_t tasks_archived = 0;       ///< of those created
    std::int64_t tasks_already_there = 0;  ///< from an earlier import; left as they are
    std::int64_t events_written = 0;
    /// Of the last event written; of the log's end when nothing was.
    std::int64_t position = 0;
    ImportedCounts left_out;  ///< what the source holds and the project does not, by kind
    ImportedCounts adjusted;  ///< what is there, but not quite as the source has it
    std::vector<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (),
                      (dry_run, source, name, project, project_key, project_created, statuses,
                       labels, tasks_created, tasks_archived, tasks_already_there, events_written,
                       position, left_out, adjusted, notes))

}  // namespace atelier::commands
