#include "eventstore/log/append_outcome.hpp"

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

}  // namespace

AppendOutcome append_outcome(Rows const& rows, std::size_t row) {
    auto const outcome = rows.text(row, 1);
    auto const position = rows.integer(row, 2);
    if (outcome == "accepted") return Appended{position, Timestamp{rows.integer(row, 3)}};
    if (outcome == "conflict") return Conflict{streams_in(rows.text(row, 4))};
    if (outcome == "replayed") return Replayed{rows.string(row, 4), position};
    if (outcome == "key_reused") return KeyReused{};
    auto const detail = rows.text(row, 4);
    auto const first = detail.find(' ');
    auto const last = detail.rfind(' ');
    return ClaimTaken{std::string{detail.substr(0, first)},
                      std::string{detail.substr(first + 1, last - first - 1)},
                      std::string{detail.substr(last + 1)}};
}

}  // namespace atelier::eventstore
