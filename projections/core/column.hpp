#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/id.hpp"
#include "domain/rank.hpp"
#include "domain/time.hpp"
#include "eventstore/database/connection.hpp"
#include "projections/core/copy_rows.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::projections {

using eventstore::ArrayParameter;
using eventstore::BinaryValues;

/// JSON in a column of type jsonb.
struct Json {
    std::string text;
    bool operator==(Json const&) const = default;
};

/// JSON that statements only hand through, in a column of type text: PostgreSQL need not take it
/// apart, which is half of what it costs to copy rows in.
struct WholeJson {
    std::string text;
    bool operator==(WholeJson const&) const = default;
};

/// How a member of a row stands in PostgreSQL. `load` and `store` turn the column's name into what
/// SELECT reads and what INSERT takes from the parameter arrays (`$` stands for the name).
struct ColumnType {
    char const* type;
    ArrayParameter::Element element;
    char const* load = "$";
    char const* store = "$";
};

template <class T>
struct Column;

template <class Tag>
struct Column<Id<Tag>> {
    static constexpr ColumnType type{"uuid", ArrayParameter::Element::uuid};
    static void add(BinaryValues& to, Id<Tag> const& value) { to.add(value.uuid); }
    static Id<Tag> read(eventstore::Rows const& rows, std::size_t row, int column) {
        return {rows.uuid(row, column)};
    }
};

template <>
struct Column<std::string> {
    static constexpr ColumnType type{"text", ArrayParameter::Element::text};
    static void add(BinaryValues& to, std::string const& value) { to.add(std::string_view{value}); }
    static std::string read(eventstore::Rows const& rows, std::size_t row, int column) {
        return rows.string(row, column);
    }
};

template <>
struct Column<std::int64_t> {
    static constexpr ColumnType type{"bigint", ArrayParameter::Element::int8};
    static void add(BinaryValues& to, std::int64_t value) { to.add(value); }
    static std::int64_t read(eventstore::Rows const& rows, std::size_t row, int column) {
        return rows.integer(row, column);
    }
};

template <>
struct Column<bool> {
    static constexpr ColumnType type{"boolean", ArrayParameter::Element::boolean};
    static void add(BinaryValues& to, bool value) { to.add(value); }
    static bool read(eventstore::Rows const& rows, std::size_t row, int column) {
        return rows.boolean(row, column);
    }
};

template <>
struct Column<Timestamp> {
    static constexpr ColumnType type{"timestamptz", ArrayParameter::Element::timestamptz,
                                     "(extract(epoch from $) * 1000)::bigint"};
    static void add(BinaryValues& to, Timestamp value) {
        to.add_instant(value.milliseconds * 1000);
    }
    static Timestamp read(eventstore::Rows const& rows, std::size_t row, int column) {
        return {rows.integer(row, column)};
    }
};

/// A whole day stands as its last microsecond, so that it is ordered as DateOrTime is; instants
/// have whole milliseconds.
template <>
struct Column<DateOrTime> {
    static constexpr ColumnType type{"timestamptz", ArrayParameter::Element::timestamptz,
                                     "(extract(epoch from $) * 1000000)::bigint"};
    static void add(BinaryValues& to, DateOrTime const& value) {
        to.add_instant(value.time.milliseconds * 1000 + (value.is_date ? 999 : 0));
    }
    static DateOrTime read(eventstore::Rows const& rows, std::size_t row, int column) {
        auto const microseconds = rows.integer(row, column);
        auto const part = (microseconds % 1000 + 1000) % 1000;
        DateOrTime value{Timestamp{(microseconds - part) / 1000}};
        value.is_date = part != 0;
        return value;
    }
};

template <>
struct Column<Date> {
    static constexpr ColumnType type{"date", ArrayParameter::Element::date,
                                     "($ - date '1970-01-01')::bigint"};
    static void add(BinaryValues& to, Date value) { to.add(value); }
    static Date read(eventstore::Rows const& rows, std::size_t row, int column) {
        return {static_cast<std::int32_t>(rows.integer(row, column))};
    }
};

template <>
struct Column<Rank> {
    static constexpr ColumnType type{"text collate \"C\"", ArrayParameter::Element::text};
    static void add(BinaryValues& to, Rank const& value) { to.add(std::string_view{value.digits}); }
    static Rank read(eventstore::Rows const& rows, std::size_t row, int column) {
        return {rows.string(row, column)};
    }
};

template <>
struct Column<Json> {
    static constexpr ColumnType type{"jsonb", ArrayParameter::Element::jsonb};
    static void add(BinaryValues& to, Json const& value) { to.add_jsonb(value.text); }
    static Json read(eventstore::Rows const& rows, std::size_t row, int column) {
        return {rows.string(row, column)};
    }
};

template <>
struct Column<WholeJson> {
    static constexpr ColumnType type{"text", ArrayParameter::Element::text};
    static void add(BinaryValues& to, WholeJson const& value) {
        to.add(std::string_view{value.text});
    }
    static WholeJson read(eventstore::Rows const& rows, std::size_t row, int column) {
        return {rows.string(row, column)};
    }
};

/// Enumerations stand there as the API writes them: in upper case.
template <class T>
    requires std::is_enum_v<T>
struct Column<T> {
    static constexpr ColumnType type{"text", ArrayParameter::Element::text};
    static std::string text(T value) {
        auto const json = codec::to_json(value);
        return json.substr(1, json.size() - 2);
    }
    static void add(BinaryValues& to, T value) { to.add(std::string_view{text(value)}); }
    static T read(eventstore::Rows const& rows, std::size_t row, int column) {
        return codec::from_json<T>("\"" + rows.string(row, column) + "\"").value();
    }
};

/// A list of ids is an array of uuid, so that it can be searched and indexed.
template <class Tag>
struct Column<std::vector<Id<Tag>>> {
    static constexpr ColumnType type{"uuid[]", ArrayParameter::Element::text, "$", "$::uuid[]"};
    static std::string text(std::vector<Id<Tag>> const& value) {
        std::string list = "{";
        for (auto const& id : value) list += (list.size() > 1 ? "," : "") + to_text(id);
        return list + "}";
    }
    static void add(ArrayParameter& array, std::vector<Id<Tag>> const& value) {
        array.add(std::string_view{text(value)});
    }
    static void add(CopyRows& rows, std::vector<Id<Tag>> const& value) {
        ArrayParameter list{ArrayParameter::Element::uuid};
        for (auto const& id : value) list.add(id.uuid);
        rows.add(std::string_view{list.take().value});
    }
    static std::vector<Id<Tag>> read(eventstore::Rows const& rows, std::size_t row, int column) {
        std::vector<Id<Tag>> ids;
        auto const list = rows.text(row, column);
        for (std::size_t place = 1; place + 36 <= list.size(); place += 37) {
            ids.push_back(Id<Tag>::from_text(list.substr(place, 36)).value());
        }
        return ids;
    }
};

template <class T>
struct Column<std::optional<T>> {
    static constexpr ColumnType type = Column<T>::type;
    template <class To>
    static void add(To& to, std::optional<T> const& value) {
        if (value) {
            Column<T>::add(to, *value);
        } else {
            to.add_null();
        }
    }
    static std::optional<T> read(eventstore::Rows const& rows, std::size_t row, int column) {
        if (rows.is_null(row, column)) return std::nullopt;
        return Column<T>::read(rows, row, column);
    }
};

}  // namespace atelier::projections
