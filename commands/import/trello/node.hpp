#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/import/imported_board.hpp"
#include "commands/import/trello/parse.hpp"
#include "domain/time.hpp"
#include "schemas/codec/value.hpp"

namespace atelier::commands::trello {

/// What a parse has found so far besides the board. The first refusal stands; reading goes on after
/// it with empty values, so that only whoever hands out the result has to ask.
struct Findings {
    std::optional<ImportError> error;
    ImportedCounts left_out;
    ImportedCounts adjusted;
    std::size_t elements_left = max_import_elements;

    void refuse(std::string place, std::string reason);
    void leave_out(std::string const& kind, std::size_t count = 1);
    void adjust(std::string const& kind, std::size_t count = 1);
};

/// A JSON object and its place in the file. Members that are absent and that are null are the same;
/// a member of another type than asked for is a refusal, and the value then is an empty one. Valid
/// while the document and the findings are.
class Node {
public:
    /// Anything but an object is a refusal.
    Node(codec::Value value, std::string place, Findings& findings);

    /// `cards[3].idList`
    std::string place_of(std::string_view member) const;
    bool has(std::string_view member) const;

    /// Without NUL characters, which no database text can hold.
    std::string text(std::string_view member, std::string_view fallback = "") const;
    /// Absent or empty is a refusal.
    std::string required_text(std::string_view member) const;
    double number(std::string_view member, double fallback) const;
    std::int64_t integer(std::string_view member, std::int64_t fallback) const;
    bool flag(std::string_view member, bool fallback = false) const;
    std::optional<Timestamp> time(std::string_view member) const;
    /// Absent is an object without members.
    Node object(std::string_view member) const;
    /// The objects of an array; absent is empty.
    std::vector<Node> objects(std::string_view member) const;
    std::vector<std::string> texts(std::string_view member) const;
    std::vector<std::string> member_names() const;
    /// How many elements an array has; absent is 0.
    std::size_t count(std::string_view member) const;

    void refuse(std::string_view member, std::string reason) const;
    Findings& findings() const { return *findings_; }

private:
    Node(std::string place, Findings& findings);
    std::optional<codec::Value> find(std::string_view member) const;
    std::vector<codec::Value> elements(std::string_view member) const;
    std::string without_nul(std::string_view text) const;

    std::optional<codec::Value> object_;
    std::string place_;
    Findings* findings_;
};

}  // namespace atelier::commands::trello
