#pragma once

#include <cstdint>
#include <string>

#include "eventstore/database/binary_format.hpp"

namespace atelier::projections {

/// Rows in COPY's binary format: a part of what it costs to take text apart.
/// https://www.postgresql.org/docs/current/sql-copy.html
class CopyRows : public eventstore::BinaryValues {
public:
    CopyRows();

    void begin_row(std::size_t columns);  ///< which are added then, in their order

    std::int64_t rows() const { return rows_; }
    std::size_t bytes() const { return bytes_.size(); }
    /// All of it, with the format's beginning and end. It is empty afterwards.
    std::string take();

private:
    std::int64_t rows_ = 0;
};

}  // namespace atelier::projections
