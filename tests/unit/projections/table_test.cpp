#include "projections/core/table.hpp"

#include <doctest/doctest.h>

#include "tests/support/note_row.hpp"

namespace atelier::projections {
namespace {

struct EntryRow {
    static constexpr auto table = "entries";
    static constexpr std::size_t key_members = 1;
    static constexpr std::array<char const*, 0> indexes{};
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (), (position))

/// A table whose connection is never used: all that is asked for is in memory.
struct Notes {
    Notes() { table.attach(&connection, "test"); }

    static TaskId id(std::size_t number) {
        TaskId made;
        std::memcpy(made.uuid.bytes.data(), &number, sizeof number);
        return made;
    }
    /// Whether the flush has anything to write.
    bool flush() {
        eventstore::Batch batch{connection};
        table.flush(batch);
        return !batch.empty();
    }

    eventstore::Connection connection{"postgresql://nobody@127.0.0.1:1/none"};
    TableOf<test::NoteRow> table;
};

}  // namespace

TEST_CASE("a flush writes what changed, and again until it is settled") {
    Notes notes;
    CHECK_FALSE(notes.flush());
    notes.table.put({Notes::id(1), "a"});
    CHECK(notes.flush());
    CHECK(notes.flush());
    notes.table.settle();
    CHECK_FALSE(notes.flush());
}

TEST_CASE("what changes between a flush and its settlement is of the next flush") {
    Notes notes;
    notes.table.put({Notes::id(1), "a"});
    notes.flush();
    notes.table.put({Notes::id(1), "b"});
    notes.table.settle();
    CHECK(notes.flush());
    notes.table.settle();
    CHECK_FALSE(notes.flush());
}

TEST_CASE("of too many rows those are forgotten that are settled and have not changed since") {
    Notes notes;
    constexpr auto too_many = TableOf<test::NoteRow>::memory_limit + 1;
    for (std::size_t i = 0; i < too_many; ++i) notes.table.put({Notes::id(i), "a"});
    notes.flush();
    notes.table.put({Notes::id(7), "b"});
    CHECK(notes.table.rows_in_memory() == too_many);
    notes.table.settle();
    CHECK(notes.table.rows_in_memory() == 1);
    CHECK(notes.table.find(Notes::id(7))->text == "b");
    CHECK(notes.flush());
}

TEST_CASE("rows that are keyed by their event are kept until they are settled") {
    Notes notes;
    TableOf<EntryRow> entries;
    eventstore::Batch batch{notes.connection};
    entries.put({1});
    entries.put({2});
    entries.flush(batch);
    entries.put({3});
    CHECK(entries.rows_in_memory() == 3);
    entries.settle();
    CHECK(entries.rows_in_memory() == 1);
    entries.flush(batch);
    entries.settle();
    CHECK(entries.rows_in_memory() == 0);
}

TEST_CASE("what is discarded is not written") {
    Notes notes;
    notes.table.put({Notes::id(1), "a"});
    notes.flush();
    notes.table.put({Notes::id(2), "b"});
    notes.table.discard();
    CHECK(notes.table.rows_in_memory() == 0);
    CHECK_FALSE(notes.flush());
}

}  // namespace atelier::projections
