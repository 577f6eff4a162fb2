#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::projections {

/// Rows in COPY's binary format: a part of what it costs to take text apart.
/// https://www.postgresql.org/docs/current/sql-copy.html
class CopyRows {
public:
    CopyRows();

    void begin_row(std::size_t columns);
    // The columns of a row, in their order.
    void add_null();
    void add(std::string_view text);
    void add(std::int64_t number);
    void add(bool value);
    void add(Uuid const& uuid);
    void add(std::span<Uuid const> uuids);
    void add_instant(std::int64_t microseconds);  ///< timestamptz, since 1970
    void add(Date date);
    void add_jsonb(std::string_view json);

    std::int64_t rows() const { return rows_; }
    std::size_t bytes() const { return data_.size(); }
    /// All of it, with the format's beginning and end. It is empty afterwards.
    std::string take();

private:
    void add_length(std::size_t length);
    std::string data_;
    std::int64_t rows_ = 0;
};

}  // namespace atelier::projections
