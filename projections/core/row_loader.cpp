#include "projections/core/row_loader.hpp"

namespace atelier::projections {
namespace {

constexpr std::size_t copy_bytes = 16 << 20;
constexpr std::size_t settled_enough = 14'000;  ///< rows that are worth a COPY

}  // namespace

void RowLoader::empty(Table const& table) {
    writer_.execute("truncate " + schema_ + "." + table.shape().name);
    if (writer_.is_in_transaction()) fresh_.insert(&table);
}

void RowLoader::empty_settled() {
    for (auto const* table : model_.tables()) {
        if (table->shape().is_append_only) empty(*table);
    }
}

void RowLoader::load_settled() {
    for (auto* table : model_.tables()) {
        if (!table->shape().is_append_only || table->rows_in_memory() < settled_enough) continue;
        settled_rows_ += load(*table);
    }
}

void RowLoader::load_all() {
    other_rows_ = 0;
    for (auto* table : model_.tables()) {
        if (table->shape().is_append_only) {
            settled_rows_ += load(*table);
            continue;
        }
        finish();
        empty(*table);
        table->touch_all();
        other_rows_ += load(*table);
    }
    finish();
    fresh_.clear();
}

std::int64_t RowLoader::load(Table& table) {
    auto const statement = copy_statement(table.shape(), schema_, fresh_.contains(&table));
    std::int64_t count = 0;
    bool has_more = true;
    while (has_more) {
        CopyRows rows;
        has_more = table.copy_changed(rows, copy_bytes);
        count += rows.rows();
        if (rows.rows() > 0) copy(statement, rows.take());
    }
    return count;
}

void RowLoader::copy(std::string statement, std::string data) {
    finish();
    copying_ = std::async(std::launch::async,
                          [this, statement = std::move(statement), data = std::move(data)] {
                              writer_.copy_in(statement, data);
                          });
}

void RowLoader::finish() {
    if (copying_.valid()) copying_.get();
}

}  // namespace atelier::projections
