#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/stream.hpp"
#include "projections/core/column.hpp"
#include "projections/core/table_sql.hpp"

namespace atelier::projections {

/// A table of a read model, as the runtime sees it. Used by one thread.
class Table {
public:
    virtual ~Table() = default;
    virtual TableShape const& shape() const = 0;
    /// Where rows that are not in memory are looked up; without one (a rebuild) every row is in
    /// memory.
    virtual void attach(eventstore::Connection* connection, std::string schema) = 0;
    /// The database has no rows of these streams: they need not be fetched.
    virtual void expect_none(std::span<StreamId const> streams) = 0;
    /// Asks for the rows of these streams that are not in memory; the batch's answer goes to
    /// `take_fetched`. Says whether it asked. Without it, `find` fetches each row alone.
    virtual bool fetch(std::span<StreamId const> streams, eventstore::Batch& batch) = 0;
    virtual void take_fetched(eventstore::Rows const& rows) = 0;
    /// Encodes what changed ahead of its flush, which is quick then unless more changes first.
    virtual void prepare() = 0;
    /// Writes what changed since the last flush that was settled, in the caller's transaction.
    virtual void flush(eventstore::Batch& batch) = 0;
    /// The flush was committed. Rows may have changed since.
    virtual void settle() = 0;
    /// Forgets what is in memory and has been written: others may write it too.
    virtual void forget_written() = 0;
    /// Forgets everything in memory: what it held may not be what the database has.
    virtual void discard() = 0;
    /// Appends rows that changed, until there are so many bytes of them; they count as flushed.
    /// Says whether some are left.
    virtual bool copy_changed(CopyRows& rows, std::size_t bytes) = 0;
    /// Every row in memory counts as changed.
    virtual void touch_all() = 0;
    virtual std::size_t rows_in_memory() const = 0;
};

/// One described struct is one table: its members are the columns, the first `Row::key_members` (1
/// or 2 ids, or the position of an event) the primary key, `Row::table` its name, `Row::indexes`
/// what else is indexed.
template <class Row>
class TableOf final : public Table {
public:
    using Key = std::pair<Uuid, Uuid>;
    static constexpr std::size_t memory_limit = 50'000;  ///< rows kept in memory between flushes

    TableShape const& shape() const override { return table_shape<Row>(); }

    void attach(eventstore::Connection* connection, std::string schema) override {
        connection_ = connection;
        schema_ = std::move(schema);
    }

    /// The row, or null. The pointer holds until the next `settle`, `forget_written` or `discard`.
    Row const* find(Uuid first, Uuid second = {}) {
        auto const& entry = entry_of({first, second});
        return entry.row ? &*entry.row : nullptr;
    }
    template <class Tag>
    Row const* find(Id<Tag> id) {
        return find(id.uuid);
    }

    /// Every row whose member (an id) has the value, in the order of the keys. Looks at all of
    /// them: for what happens rarely.
    template <class AnyId>
    std::vector<Row> find_all(AnyId Row::* member, AnyId value) {
        if (connection_) load_all(name_of(member), value.uuid);
        std::map<Key, Row> found;
        for (auto const& [key, entry] : entries_) {
            if (entry.row && (*entry.row).*member == value) found.emplace(key, *entry.row);
        }
        std::vector<Row> rows;
        for (auto& [key, row] : found) rows.push_back(std::move(row));
        return rows;
    }

    /// Inserts or replaces.
    Row const& put(Row row) {
        auto const key = key_of(row);
        auto& entry = entries_[key];
        change(key, entry);
        entry.row = std::move(row);
        return *entry.row;
    }

    void remove(Uuid first, Uuid second = {}) {
        Key const key{first, second};
        auto& entry = entry_of(key);
        if (!entry.row) return;
        entry.row.reset();
        change(key, entry);
    }

    void expect_none(std::span<StreamId const> streams) override {
        if constexpr (keyed_by_stream) {
            for (auto const& stream : streams) {
                if (is_key(stream)) entries_.try_emplace({stream.id, {}});
            }
        }
    }

    bool fetch(std::span<StreamId const> streams, eventstore::Batch& batch) override {
        if constexpr (keyed_by_stream) {
            ArrayParameter keys{ArrayParameter::Element::uuid};
            bool any = false;
            for (auto const& stream : streams) {
                if (!is_key(stream)) continue;
                if (!entries_.try_emplace({stream.id, {}}).second) continue;
                keys.add(stream.id);
                any = true;
            }
            if (any) add_fetch(batch, shape(), schema_, std::move(keys));
            return any;
        }
        return false;
    }

    void take_fetched(eventstore::Rows const& rows) override {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            auto read = read_row(rows, row);
            auto const key = key_of(read);
            entries_[key].row = std::move(read);
        }
    }

    void prepare() override {
        if (!changed_.empty()) prepared_ = encode_changed();
    }

    void flush(eventstore::Batch& batch) override {
        for (auto const& key : flushed_) change(key, entries_.at(key));
        auto encoded = prepared_ ? *std::exchange(prepared_, {}) : encode_changed();
        flushed_ = std::exchange(changed_, {});
        for (auto const& key : flushed_) entries_.at(key).changed = false;
        if (encoded.stored_count > 0) add_write(batch, shape(), schema_, std::move(encoded.stored));
        if (encoded.removed_count > 0)
            add_remove(batch, shape(), schema_, std::move(encoded.removed));
    }

    void settle() override {
        if constexpr (keyed_by_event) {
            for (auto const& key : flushed_) {
                if (auto const one = entries_.find(key); !one->second.changed) entries_.erase(one);
            }
        }
        flushed_.clear();
        if (entries_.size() <= memory_limit || !connection_) return;
        std::erase_if(entries_, [](auto const& one) { return !one.second.changed; });
    }

    void forget_written() override {
        std::set<Key> const under_way{flushed_.begin(), flushed_.end()};
        std::erase_if(entries_, [&](auto const& one) {
            return !one.second.changed && !under_way.contains(one.first);
        });
    }

    void discard() override {
        entries_.clear();
        changed_.clear();
        flushed_.clear();
        prepared_.reset();
    }

    bool copy_changed(CopyRows& rows, std::size_t bytes) override {
        prepared_.reset();
        while (!changed_.empty() && rows.bytes() < bytes) {
            auto const entry = entries_.find(changed_.back());
            changed_.pop_back();
            entry->second.changed = false;
            if (entry->second.row) copy_row(rows, *entry->second.row);
            if constexpr (keyed_by_event) entries_.erase(entry);
        }
        return !changed_.empty();
    }

    void touch_all() override {
        for (auto& [key, entry] : entries_) change(key, entry);
    }

    std::size_t rows_in_memory() const override { return entries_.size(); }

private:
    using Members = boost::describe::describe_members<Row, boost::describe::mod_public>;
    static constexpr bool keyed_by_event = is_keyed_by_event<Row>;
    static constexpr bool keyed_by_stream = Row::key_members == 1 && !keyed_by_event;

    struct Entry {
        std::optional<Row> row;
        bool changed = false;
    };
    struct KeyHash {
        std::size_t operator()(Key const& key) const {
            return UuidHash{}(key.first) * 31 + UuidHash{}(key.second);
        }
    };

    /// What is to be written, as the statements take it.
    struct Encoded {
        std::vector<ArrayParameter> stored;
        std::vector<ArrayParameter> removed;
        std::size_t stored_count = 0;
        std::size_t removed_count = 0;
    };

    Encoded encode_changed() const {
        Encoded encoded{make_arrays(shape()), make_key_arrays(shape())};
        for (auto const& key : changed_) {
            auto const& entry = entries_.at(key);
            if (entry.row) {
                add_row(encoded.stored, *entry.row);
                ++encoded.stored_count;
            } else {
                encoded.removed[0].add(key.first);
                if (encoded.removed.size() > 1) encoded.removed[1].add(key.second);
                ++encoded.removed_count;
            }
        }
        return encoded;
    }

    void change(Key const& key, Entry& entry) {
        prepared_.reset();
        if (!std::exchange(entry.changed, true)) changed_.push_back(key);
    }

    static Uuid key_part(std::int64_t position) {
        Uuid uuid;
        std::memcpy(uuid.bytes.data(), &position, sizeof position);
        return uuid;
    }
    template <class Tag>
    static Uuid key_part(Id<Tag> id) {
        return id.uuid;
    }

    static Key key_of(Row const& row) {
        Key key{key_part(row.*boost::mp11::mp_at_c<Members, 0>::pointer), {}};
        if constexpr (Row::key_members > 1)
            key.second = key_part(row.*boost::mp11::mp_at_c<Members, 1>::pointer);
        return key;
    }

    Entry& entry_of(Key const& key) {
        auto const found = entries_.find(key);
        if (found != entries_.end()) return found->second;
        auto& entry = entries_[key];
        if constexpr (!keyed_by_event) {
            if (connection_) entry.row = load(key);
        }
        return entry;
    }

    std::optional<Row> load(Key const& key) {
        auto const rows = run_load(*connection_, shape(), schema_, key.first, key.second);
        if (rows.empty()) return std::nullopt;
        return read_row(rows, 0);
    }

    /// What is in memory is newer than what is stored.
    void load_all(std::string const& column, Uuid value) {
        auto const rows = run_load_all(*connection_, shape(), schema_, column, value);
        for (std::size_t number = 0; number < rows.size(); ++number) {
            auto row = read_row(rows, number);
            auto const key = key_of(row);
            entries_.try_emplace(key, Entry{std::move(row), false});
        }
    }

    static Row read_row(eventstore::Rows const& rows, std::size_t from) {
        Row row{};
        int column = 0;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            auto& place = row.*member.pointer;
            place = Column<std::remove_cvref_t<decltype(place)>>::read(rows, from, column++);
        });
        return row;
    }

    /// Whether a row may be keyed by this stream: the key is an id of its kind, or of any.
    static bool is_key(StreamId const& stream) {
        using First = std::remove_cvref_t<decltype(std::declval<Row>().*
                                                   boost::mp11::mp_front<Members>::pointer)>;
        if constexpr (requires { Row::is_keyed_by_any_stream; }) {
            return true;
        } else if constexpr (requires(First id) { stream_of(id); }) {
            return stream_of(First{}).kind == stream.kind;
        } else {
            return false;
        }
    }

    template <class Value>
    static std::string name_of(Value Row::* wanted) {
        std::string name;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            if constexpr (std::is_same_v<decltype(member.pointer), Value Row::* const>) {
                if (member.pointer == wanted) name = member.name;
            }
        });
        return name;
    }

    static void add_row(std::vector<ArrayParameter>& arrays, Row const& row) {
        std::size_t column = 0;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            auto const& value = row.*member.pointer;
            Column<std::remove_cvref_t<decltype(value)>>::add(arrays[column++], value);
        });
    }

    static void copy_row(CopyRows& rows, Row const& row) {
        rows.begin_row(boost::mp11::mp_size<Members>::value);
        boost::mp11::mp_for_each<Members>([&](auto member) {
            auto const& value = row.*member.pointer;
            Column<std::remove_cvref_t<decltype(value)>>::add(rows, value);
        });
    }

    eventstore::Connection* connection_ = nullptr;
    std::string schema_;
    std::unordered_map<Key, Entry, KeyHash> entries_;
    std::vector<Key> changed_;
    std::vector<Key> flushed_;         // and not settled
    std::optional<Encoded> prepared_;  // all of `changed_`
};

}  // namespace atelier::projections
