#include "projections/core/verify.hpp"

#include <algorithm>
#include <map>

#include "eventstore/log/reader.hpp"
#include "projections/core/log_fold.hpp"
#include "projections/core/model_store.hpp"
#include "projections/core/row_loader.hpp"
#include "schemas/sql.hpp"

namespace atelier::projections {
namespace {

using namespace eventstore;

constexpr int buckets = 4096;
constexpr std::size_t buckets_at_once = 64;

using Cells = std::vector<std::optional<std::string>>;
using CellsByKey = std::map<std::vector<std::string>, Cells>;

/// Of each bucket, how many rows there are and what their hashes add up to.
using Sums = std::map<int, std::pair<std::int64_t, std::string>>;

Sums sums_of(Connection& connection, TableShape const& shape, std::string const& schema) {
    auto const rows = connection.execute(bucket_sums_statement(shape, schema, buckets));
    Sums sums;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        sums[static_cast<int>(rows.integer(row, 0))] = {rows.integer(row, 1), rows.string(row, 2)};
    }
    return sums;
}

std::vector<int> differing_buckets(Sums const& live, Sums const& expected) {
    std::vector<int> differing;
    for (int bucket = 0; bucket < buckets; ++bucket) {
        auto const one = live.find(bucket);
        auto const other = expected.find(bucket);
        bool const is_same = one == live.end()         ? other == expected.end()
                             : other == expected.end() ? false
                                                       : one->second == other->second;
        if (!is_same) differing.push_back(bucket);
    }
    return differing;
}

CellsByKey rows_in(Connection& connection, TableShape const& shape, std::string const& schema,
                   std::span<int const> wanted) {
    auto const rows = connection.execute(bucket_rows_statement(shape, schema, buckets, wanted));
    CellsByKey all;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Cells cells;
        for (std::size_t column = 0; column < shape.columns.size(); ++column) {
            auto const place = static_cast<int>(column);
            cells.push_back(rows.is_null(row, place) ? std::nullopt
                                                     : std::optional{rows.string(row, place)});
        }
        std::vector<std::string> key;
        for (std::size_t column = 0; column < shape.key_columns; ++column)
            key.push_back(cells[column].value_or(""));
        all.emplace(std::move(key), std::move(cells));
    }
    return all;
}

std::string joined(std::vector<std::string> const& key) {
    std::string text;
    for (auto const& part : key) text += (text.empty() ? "" : ", ") + part;
    return text;
}

/// One read model being compared.
class Verify {
public:
    Verify(std::string const& url, Projection& model, VerifyOptions const& options)
        : model_(model),
          name_(model.name()),
          options_(options),
          live_(url),
          fresh_(url),
          fold_(url, model) {}

    VerifyReport run() {
        ModelLease const lease{live_, name_, "verify"};
        live_.execute("set timezone = 'UTC'");
        fresh_.execute("set timezone = 'UTC'");
        Transaction const snapshot{live_, Transaction::Kind::snapshot};
        auto const reach = read_reach();
        fold(reach);
        for (auto* table : model_.tables()) compare(table->shape());
        report_.position = fold_.position();
        report_.events = fold_.events();
        return report_;
    }

private:
    Reach read_reach() {
        auto const rows = live_.run(sql::projection_read_checkpoints);
        bool is_there = false;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (rows.text(row, 0) != name_) continue;
            is_there = true;
            report_.version = static_cast<int>(rows.integer(row, 4));
        }
        if (!is_there) throw OtherVersion("read model " + name_ + " has not been built yet");
        if (report_.version != model_.version()) {
            throw OtherVersion(
                "read model " + name_ + " is of version " + std::to_string(report_.version) +
                " and this program knows version " + std::to_string(model_.version()) +
                "; rebuild it by `atelier rebuild " + name_ + "`");
        }
        std::set<Position> parked;
        auto const places = live_.run(sql::projection_list_parked_of, name_);
        for (std::size_t row = 0; row < places.size(); ++row) parked.insert(places.integer(row, 1));
        report_.parked = std::ssize(parked);
        fold_.leave_out(std::move(parked));
        return {live_.run(sql::projection_list_checkpoints, name_), 0};
    }

    void fold(Reach const& reach) {
        create_tables(fresh_, model_, temporary_schema);
        RowLoader loader{fresh_, model_, temporary_schema};
        fold_.fold(reach, LogFold::Beyond::skip, [&] {
            loader.load_settled();
            options_.progress(fold_.position(), reach.furthest());
        });
        loader.load_all();
    }

    void compare(TableShape const& shape) {
        auto const live = sums_of(live_, shape, name_);
        auto const expected = sums_of(fresh_, shape, temporary_schema);
        for (auto const& [bucket, sum] : live) report_.rows += sum.first;
        auto const differing = differing_buckets(live, expected);
        for (std::size_t from = 0; from < differing.size(); from += buckets_at_once) {
            auto const count = std::min(buckets_at_once, differing.size() - from);
            compare_rows(shape, std::span{differing}.subspan(from, count));
        }
    }

    void compare_rows(TableShape const& shape, std::span<int const> wanted) {
        auto const live = rows_in(live_, shape, name_, wanted);
        auto const expected = rows_in(fresh_, shape, temporary_schema, wanted);
        for (auto const& [key, cells] : live) {
            auto const found = expected.find(key);
            if (found == expected.end()) {
                add(DifferingRow::Kind::extra, shape, key, &cells, nullptr);
            } else if (found->second != cells) {
                add(DifferingRow::Kind::changed, shape, key, &cells, &found->second);
            }
        }
        for (auto const& [key, cells] : expected) {
            if (!live.contains(key)) add(DifferingRow::Kind::missing, shape, key, nullptr, &cells);
        }
    }

    void add(DifferingRow::Kind kind, TableShape const& shape, std::vector<std::string> const& key,
             Cells const* live, Cells const* expected) {
        ++report_.differing;
        if (report_.first.size() >= options_.shown) return;
        DifferingRow row{kind, name_ + "." + shape.name, joined(key), {}};
        for (std::size_t column = 0; column < shape.columns.size(); ++column) {
            auto const is = live ? (*live)[column] : std::nullopt;
            auto const should = expected ? (*expected)[column] : std::nullopt;
            if (is != should) row.columns.push_back({shape.columns[column].name, is, should});
        }
        report_.first.push_back(std::move(row));
    }

    Projection& model_;
    std::string name_;
    VerifyOptions const& options_;
    Connection live_;   ///< holds the snapshot, and the lease
    Connection fresh_;  ///< has the temporary tables
    LogFold fold_;
    VerifyReport report_;
};

}  // namespace

VerifyReport verify(std::string const& database_url, Projection& model,
                    VerifyOptions const& options) {
    return Verify{database_url, model, options}.run();
}

}  // namespace atelier::projections
