#include <doctest/doctest.h>

#include "projections/core/table.hpp"
#include "tests/support/database.hpp"
#include "tests/support/note_row.hpp"

namespace atelier::projections {
namespace {

struct Notes {
    Notes() {
        connection.execute("create schema written");
        connection.execute(create_table_statement(table.shape(), "written"));
        for (auto const& one : create_index_statements(table.shape(), "written"))
            connection.execute(one);
        table.attach(&connection, "written");
    }

    void put(std::uint8_t number, char const* text) {
        TaskId id;
        id.uuid.bytes.back() = number;
        table.put({id, text});
    }
    void remove(std::uint8_t number) {
        Uuid uuid;
        uuid.bytes.back() = number;
        table.remove(uuid);
    }

    /// The texts that are stored once what is flushed has been written to the empty table.
    std::string flush() {
        connection.execute("truncate written.notes");
        eventstore::Batch batch{connection};
        table.flush(batch);
        if (!batch.empty()) batch.run();
        return connection
            .execute("select coalesce(string_agg(text, ' ' order by text), '') from written.notes")
            .string(0, 0);
    }

    test::TestDatabase database;
    eventstore::Connection connection{database.owner_url()};
    TableOf<test::NoteRow> table;
};

}  // namespace

TEST_CASE("rows that were prepared are the ones that are flushed") {
    Notes notes;
    notes.put(1, "a");
    notes.put(2, "b");
    notes.table.prepare();
    CHECK(notes.flush() == "a b");
    notes.table.settle();
    CHECK(notes.flush().empty());
}

TEST_CASE("rows that change after they were prepared are flushed as they are by then") {
    Notes notes;
    notes.put(1, "a");
    notes.put(2, "b");
    notes.table.prepare();
    notes.put(1, "c");
    notes.remove(2);
    notes.put(3, "d");
    CHECK(notes.flush() == "c d");
    notes.table.settle();
    notes.put(4, "e");
    notes.table.prepare();
    notes.table.discard();
    CHECK(notes.flush().empty());
}

TEST_CASE("rows are prepared while others are written, and those again if that came to nothing") {
    Notes notes;
    notes.put(1, "a");
    CHECK(notes.flush() == "a");
    notes.put(2, "b");
    notes.table.prepare();
    SUBCASE("it was committed") {
        notes.table.settle();
        CHECK(notes.flush() == "b");
    }
    SUBCASE("it was not") { CHECK(notes.flush() == "a b"); }
}

}  // namespace atelier::projections
