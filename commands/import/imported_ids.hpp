#pragma once

#include <string>
#include <string_view>

#include "commands/import/imported_board.hpp"
#include "domain/id.hpp"

namespace atelier::commands {

/// What an imported board's parts are called here. The ids follow from the workspace, the tool, the
/// board and the part's id there (UUIDs of version 8 made of their SHA-256, RFC 9562 §5.8): a
/// second import of the same board meets what the first has written, and an import into another
/// workspace makes another board.
class ImportedIds {
public:
    ImportedIds(WorkspaceId workspace, ImportedBoard const& board);

    ProjectId project() const { return ProjectId{uuid_of("project", "")}; }
    StatusId status(std::string_view source_id) const {
        return StatusId{uuid_of("status", source_id)};
    }
    LabelId label(std::string_view source_id) const { return LabelId{uuid_of("label", source_id)}; }
    TaskId task(std::string_view source_id) const { return TaskId{uuid_of("task", source_id)}; }

private:
    Uuid uuid_of(std::string_view kind, std::string_view source_id) const;

    std::string board_;
};

}  // namespace atelier::commands
