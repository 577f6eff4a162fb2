#include "eventstore/log/reader.hpp"

#include "schemas/sql.hpp"

namespace atelier::eventstore {

std::vector<RawEvent> events_of(Rows const& rows) {
    std::vector<RawEvent> events;
    events.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto const stream = StreamId::from_text(rows.text(row, 2));
        if (!stream) throw DatabaseError("not a stream: " + rows.string(row, 2), "", false);
        events.push_back({rows.integer(row, 0), EventId{rows.uuid(row, 1)}, *stream,
                          rows.integer(row, 3), rows.string(row, 4),
                          static_cast<int>(rows.integer(row, 5)), WorkspaceId{rows.uuid(row, 6)},
                          rows.string(row, 7), rows.string(row, 8),
                          Timestamp{rows.integer(row, 9)}});
    }
    return events;
}

Position read_head(Connection& connection) {
    return connection.run(sql::log_read_head).integer(0, 0);
}

PositionAtInstant find_position(Connection& connection, Timestamp instant) {
    auto const rows = connection.run(sql::log_find_position, instant.milliseconds);
    if (rows.empty()) {
        constexpr auto data_corrupted = "XX001";
        throw DatabaseError("an event of the log is missing: run `atelier verify log`",
                            data_corrupted, false);
    }
    return {rows.integer(0, 0), rows.boolean(0, 1)};
}

std::vector<RawEvent> read_forward(Connection& connection, Position after, int limit) {
    return events_of(connection.run(sql::log_read_forward, after, limit));
}

std::vector<RawEvent> read_positions(Connection& connection, std::span<Position const> positions) {
    ArrayParameter wanted{ArrayParameter::Element::int8};
    for (auto position : positions) wanted.add(position);
    return events_of(connection.run(sql::log_read_positions, std::move(wanted)));
}

std::vector<RawEvent> read_streams(Connection& connection, std::vector<StreamTail> const& tails) {
    if (tails.empty()) return {};
    ArrayParameter streams{ArrayParameter::Element::text};
    ArrayParameter versions{ArrayParameter::Element::int8};
    for (auto const& tail : tails) {
        streams.add(to_text(tail.stream));
        versions.add(tail.after_version);
    }
    return events_of(
        connection.run(sql::log_read_streams, std::move(streams), std::move(versions)));
}

}  // namespace atelier::eventstore
