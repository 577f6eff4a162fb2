#include "eventstore/log/append_outcome.hpp"

#include <algorithm>
#include <sstream>

namespace atelier::eventstore {
namespace {

std::vector<StreamId> streams_in(std::string_view detail) {
    std::vector<StreamId> streams;
    std::istringstream words{std::string{detail}};
    for (std::string word; words >> word;) {
        if (auto const stream = StreamId::from_text(word)) streams.push_back(*stream);
    }
    return streams;
}

std::string_view next_word(std::string_view& text) {
    auto const end = std::min(text.find(' '), text.size());
    auto const word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

}  // namespace

AppendOutcome append_outcome(Rows const& rows, std::size_t row) {
    auto said = rows.text(row, 0);
    auto const outcome = next_word(said);
    auto const position = integer_in(next_word(said));
    auto const recorded_at = Timestamp{integer_in(next_word(said))};
    if (outcome == "accepted") return Appended{position, recorded_at};
    if (outcome == "conflict") return Conflict{streams_in(said)};
    if (outcome == "replayed") return Replayed{std::string{said}, position};
    if (outcome == "key_reused") return KeyReused{};
    auto const first = said.find(' ');
    auto const last = said.rfind(' ');
    return ClaimTaken{std::string{said.substr(0, first)},
                      std::string{said.substr(first + 1, last - first - 1)},
                      std::string{said.substr(last + 1)}};
}

}  // namespace atelier::eventstore
