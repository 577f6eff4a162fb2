#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/time.hpp"

namespace atelier::commands {

// A board of another tool as plain values, whatever tool it comes from: what a parser (`trello/`)
// makes of a file and the import writes as events. Parsers promise:
// - ids are unique among their kind, and every id that is named here is there;
// - texts are UTF-8 without NUL characters and within the limits below;
// - replaying a task's history ends in exactly its title, status and archived.

constexpr std::size_t max_imported_title_length = 500;         ///< code points
constexpr std::size_t max_imported_name_length = 100;          ///< code points
constexpr std::size_t max_imported_description_size = 65'536;  ///< bytes

struct ImportedStatus {
    std::string source_id;
    std::string name;     ///< never empty; two may have the same
    bool closed = false;  ///< hidden in the source; its tasks are archived
};

struct ImportedLabel {
    std::string source_id;
    std::string name;    ///< never empty
    std::string colour;  ///< `#rrggbb`
};

struct ImportedMember {
    std::string source_id;
    std::string full_name;
    std::string username;
    std::string email{};  ///< empty when the source does not tell
};

struct ImportedChange {
    enum class Kind { created, moved, renamed, archived, restored };

    Kind kind = Kind::created;
    Timestamp at;
    std::string actor_source_id;   ///< empty when not known; need not be one of the members
    std::string actor_name;        ///< empty when not known
    std::string status_source_id;  ///< of created and moved
    std::string title;             ///< of created and renamed
};

struct ImportedTask {
    std::string source_id;
    std::int64_t source_number = 0;  ///< 0 when it has none
    std::string title;               ///< never empty
    std::string description;         ///< Markdown
    std::string status_source_id;
    double order = 0;  ///< ascending within its status
    bool archived = false;
    std::optional<Timestamp> start{};
    std::optional<Timestamp> due;
    std::vector<std::string> label_source_ids;
    std::vector<std::string> member_source_ids;
    Timestamp created_at;
    std::vector<ImportedChange>
        history;  ///< oldest first, times never go back; the first and only the first is `created`
};

/// How many by kind; kinds are snake_case plurals such as `comments`. A kind that did not occur is
/// absent.
using ImportedCounts = std::map<std::string, std::int64_t>;

struct ImportedBoard {
    std::string source;  ///< the tool: `trello`
    std::string source_id;
    std::string name;
    std::string description;
    std::vector<ImportedStatus> statuses;  ///< in board order
    std::vector<ImportedLabel> labels;
    std::vector<ImportedMember> members;
    std::vector<ImportedTask>
        tasks;                ///< by status, then by order; equal orders keep the source's sequence
    ImportedCounts left_out;  ///< what the source holds and this value does not
    ImportedCounts adjusted;  ///< what is here, but not quite as the source has it
    std::vector<std::string> notes;  ///< sentences for the report
};

}  // namespace atelier::commands
