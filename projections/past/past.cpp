#include "projections/past/past.hpp"

#include <spdlog/spdlog.h>

#include <set>

#include "eventstore/codec/event_codec.hpp"
#include "eventstore/log/reader.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;
using Clock = std::chrono::steady_clock;

constexpr std::size_t read_limit = 5'000;    // events
constexpr std::size_t copy_bytes = 4 << 20;  // a statement
constexpr std::string_view schema = "pg_temp";

// What answers read besides the rows of read models.

struct StreamRow {
    static constexpr auto table = "streams";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    std::string stream;
    std::int64_t version;
};
BOOST_DESCRIBE_STRUCT(StreamRow, (), (stream, version))

struct TopicRow {
    static constexpr auto table = "topics";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    std::string topic;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(TopicRow, (), (topic, position))

/// All temporary tables share one schema: the read model's is in their names.
TableShape in_past(TableShape shape, std::string_view of) {
    shape.name = std::string{of} + "_" + shape.name;
    return shape;
}

TableShape streams_shape() { return in_past(table_shape<StreamRow>(), "log"); }
TableShape topics_shape() { return in_past(table_shape<TopicRow>(), "projection"); }

/// Which model tells how far the topics are: those of the others are not asked for in the past.
bool feeds_boards(Projection const& model) { return model.name() == "board"; }

/// One fold on its way.
class Fold {
public:
    explicit Fold(Projections models) : models_(std::move(models)) {
        for (auto const& model : models_) {
            for (auto* table : model->tables()) table->attach(nullptr, std::string{schema});
        }
    }

    void add(RawEvent const& raw) {
        versions_[to_text(raw.stream)] = raw.version;
        std::optional<RecordedEvent> event;
        try {
            event = decode(raw);
        } catch (UnreadableEvent const& error) {
            for (auto const& model : models_) park(*model, raw, error.what());
            return;
        }
        for (auto const& model : models_) apply(*model, raw, *event);
    }

    void write(Connection& connection) {
        for (auto const& model : models_) {
            for (auto* table : model->tables())
                write(connection, in_past(table->shape(), model->name()), *table);
        }
        write(connection, streams_shape(), versions_);
        write(connection, topics_shape(), topics_);
    }

private:
    /// As the projector does: what cannot be folded holds up its stream, in that model.
    void apply(Projection& model, RawEvent const& raw, RecordedEvent const& event) {
        if (parked_.contains({std::string{model.name()}, raw.stream})) return;
        try {
            if (feeds_boards(model)) {
                Deltas deltas;
                model.apply(event, deltas);
                for (auto const& [topic, changes] : deltas.take()) topics_[topic] = raw.position;
            } else {
                model.apply(event, silent_);
            }
        } catch (DatabaseError const&) {
            throw;
        } catch (std::exception const& error) {
            park(model, raw, error.what());
        }
    }

    void park(Projection const& model, RawEvent const& raw, std::string const& reason) {
        spdlog::warn("the past of {}: event {} of {} is left out with what follows it: {}",
                     model.name(), raw.position, to_text(raw.stream), reason);
        parked_.insert({std::string{model.name()}, raw.stream});
    }

    static void write(Connection& connection, TableShape const& shape, Table& table) {
        bool has_more = true;
        while (has_more) {
            CopyRows rows;
            has_more = table.copy_changed(rows, copy_bytes);
            copy(connection, shape, rows);
        }
    }

    static void write(Connection& connection, TableShape const& shape,
                      std::map<std::string, std::int64_t> const& numbers) {
        CopyRows rows;
        for (auto const& [key, number] : numbers) {
            rows.begin_row(2);
            rows.add(std::string_view{key});
            rows.add(number);
        }
        copy(connection, shape, rows);
    }

    static void copy(Connection& connection, TableShape const& shape, CopyRows& rows) {
        if (rows.rows() == 0) return;
        connection.copy_in(copy_statement(shape, std::string{schema}), rows.take());
    }

    Projections models_;
    Deltas silent_{Deltas::Tell::nothing};
    std::map<std::string, std::int64_t> versions_;
    std::map<std::string, std::int64_t> topics_;
    std::set<std::pair<std::string, StreamId>> parked_;
};

std::vector<Position> list_positions(Connection& connection, PastOf const& of, Position at,
                                     int limit) {
    ArrayParameter streams{ArrayParameter::Element::text};
    for (auto const& stream : of.streams) streams.add(std::string_view{to_text(stream)});
    auto const rows = connection.run(sql::past_list_positions, at, of.everything_of, of.project,
                                     of.of_workspace, std::move(streams), limit);
    std::vector<Position> positions;
    positions.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) positions.push_back(rows.integer(row, 0));
    return positions;
}

}  // namespace

Past::Past(KeyRing& keys, int limit) : keys_(keys), limit_(limit), tables_{"past", {}} {
    auto const add = [this](std::string_view of, TableShape const& shape) {
        tables_.tables[std::string{of} + "." + shape.name] =
            std::string{schema} + "." + in_past(shape, of).name;
    };
    for (auto const& model : models()) {
        for (auto* table : model->tables()) add(model->name(), table->shape());
    }
    add("log", table_shape<StreamRow>());
    add("projection", table_shape<TopicRow>());
}

/// All but the activity, which is its own past.
Projections Past::models() const {
    auto all = make_projections(keys_);
    std::erase_if(all, [](auto const& model) { return model->name() == "activity"; });
    return all;
}

void Past::prepare(Connection& connection) const {
    if (connection.run(sql::past_has_tables).boolean(0, 0)) return;
    Transaction transaction{connection};
    std::vector<TableShape> shapes{streams_shape(), topics_shape()};
    for (auto const& model : models()) {
        for (auto* table : model->tables())
            shapes.push_back(in_past(table->shape(), model->name()));
    }
    for (auto const& shape : shapes) {
        connection.execute(create_table_statement(shape, std::string{schema}) +
                           " on commit delete rows");
        for (auto const& statement : create_index_statements(shape, std::string{schema}))
            connection.execute(statement);
    }
    transaction.commit();
}

std::expected<std::size_t, PastProblem> Past::fold(Connection& connection, PastOf const& of,
                                                   Position at) const {
    auto const deadline = Clock::now() + longest_fold;
    auto const positions = list_positions(connection, of, at, limit_ + 1);
    if (positions.size() > static_cast<std::size_t>(limit_))
        return std::unexpected(PastProblem::too_many_events);
    Fold fold{models()};
    for (std::size_t from = 0; from < positions.size(); from += read_limit) {
        if (Clock::now() > deadline) return std::unexpected(PastProblem::too_slow);
        auto const until = std::min(from + read_limit, positions.size());
        for (auto const& event :
             read_positions(connection, {positions.data() + from, until - from}))
            fold.add(event);
    }
    fold.write(connection);
    return positions.size();
}

}  // namespace atelier::projections
