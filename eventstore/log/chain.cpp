#include "eventstore/log/chain.hpp"

#include <algorithm>
#include <charconv>

#include "eventstore/crypto/cipher.hpp"
#include "schemas/sql.hpp"

namespace atelier::eventstore {
namespace {

constexpr char separator = '\x1f';
constexpr int time_column = 9;
constexpr int hash_column = 10;

/// In log.chain_hash the time is in milliseconds; what is finer stands outside the chain, and no
/// append writes it.
void add_time(Link& link, std::string_view microseconds) {
    std::int64_t time = 0;
    std::from_chars(microseconds.data(), microseconds.data() + microseconds.size(), time);
    link.has_whole_time = !microseconds.empty() && time % 1000 == 0;
    link.bytes += std::to_string(time / 1000);
}

Link link_of(Rows const& rows, std::size_t row) {
    Link link;
    link.position = rows.integer(row, 0);
    link.bytes.reserve(rows.text(row, 7).size() + rows.text(row, 8).size() + 256);
    for (int column = 1; column < time_column; ++column) {
        link.bytes += separator;
        link.bytes += rows.text(row, column);
    }
    link.bytes += separator;
    add_time(link, rows.text(row, time_column));
    link.hash = crypto::hex_decode(rows.text(row, hash_column)).value_or("");
    return link;
}

}  // namespace

std::string first_link() { return std::string{crypto::as_text(crypto::sha256(""))}; }

std::string Link::hash_at(Position place, std::string_view previous) const {
    std::string text;
    text.reserve(previous.size() + bytes.size() + 20);
    text += previous;
    text += std::to_string(place);
    text += bytes;
    return std::string{crypto::as_text(crypto::sha256(text))};
}

std::string Link::words() const {
    std::vector<std::string_view> parts;
    std::string_view rest = bytes;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        auto const end = std::min(rest.find(separator), rest.size());
        parts.push_back(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    if (parts.size() < 5) return "an event without its columns";
    std::int64_t time = 0;
    std::from_chars(parts.back().data(), parts.back().data() + parts.back().size(), time);
    return std::string{parts[3]} + ", version " + std::string{parts[2]} + " of " +
           std::string{parts[1]} + ", recorded " + to_text(Timestamp{time});
}

std::vector<Link> read_links(Connection& connection, Position from, Position to) {
    auto const rows = connection.run(sql::chain_read_links, from, to);
    std::vector<Link> links;
    links.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) links.push_back(link_of(rows, row));
    return links;
}

std::optional<Position> find_position_after(Connection& connection, Position position) {
    auto const rows = connection.run(sql::chain_find_after, position);
    return rows.is_null(0, 0) ? std::nullopt : std::optional{rows.integer(0, 0)};
}

std::string_view name_of(Flaw flaw) { return boost::describe::enum_to_string(flaw, "?"); }

LogHead read_log_head(Connection& connection) {
    auto const rows = connection.run(sql::chain_read_head);
    if (rows.size() != 1) throw DatabaseError("log.head or log.identity has no row", "", false);
    LogHead head{rows.string(0, 0),
                 rows.integer(0, 1),
                 crypto::hex_decode(rows.text(0, 2)).value_or(""),
                 {}};
    if (!rows.is_null(0, 3)) head.recorded_at.milliseconds = rows.integer(0, 3);
    return head;
}

std::vector<Fault> check_streams(Connection& snapshot, LogHead const& head, Position from,
                                 Position to) {
    std::vector<Fault> faults;
    auto const broken = snapshot.run(sql::chain_find_broken_stream, from, to);
    if (!broken.empty()) {
        faults.push_back({broken.integer(0, 0), Flaw::version,
                          "has version " + broken.string(0, 2) + " of " + broken.string(0, 1) +
                              ", where version " + broken.string(0, 3) + " follows"});
    }
    if (from > 1 || to < head.position) return faults;
    if (auto const beyond = find_position_after(snapshot, head.position)) {
        faults.push_back({*beyond, Flaw::head,
                          "is beyond the end: log.head says that the log ends at " +
                              std::to_string(head.position)});
    }
    auto const last = read_links(snapshot, head.position, head.position);
    auto const hash = head.position == 0 ? first_link() : last.empty() ? "" : last.front().hash;
    // Where there is no event, the chain has said so.
    if (!hash.empty() && hash != head.hash) {
        faults.push_back(
            {head.position, Flaw::head, "has another hash than log.head says the log ends with"});
    }
    auto const wrong = snapshot.run(sql::chain_find_wrong_stream);
    if (!wrong.empty()) {
        faults.push_back({0, Flaw::stream,
                          "log.streams and the events disagree on " + wrong.string(0, 3) +
                              " of the streams, such as " + wrong.string(0, 0) + ": version " +
                              wrong.string(0, 1) + " in log.streams, " + wrong.string(0, 2) +
                              " by its events"});
    }
    return faults;
}

}  // namespace atelier::eventstore
