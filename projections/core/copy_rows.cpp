#include "projections/core/copy_rows.hpp"

#include <utility>

namespace atelier::projections {
namespace {

using eventstore::append_big_endian;
using namespace std::string_view_literals;

constexpr auto signature = "PGCOPY\n\xff\r\n\0"sv;
constexpr std::int16_t end_of_rows = -1;

std::string beginning() {
    std::string data{signature};
    append_big_endian(data, std::int32_t{0});  // flags
    append_big_endian(data, std::int32_t{0});  // length of the header's extension
    return data;
}

}  // namespace

CopyRows::CopyRows() { bytes_ = beginning(); }

void CopyRows::begin_row(std::size_t columns) {
    append_big_endian(bytes_, static_cast<std::int16_t>(columns));
    ++rows_;
}

std::string CopyRows::take() {
    append_big_endian(bytes_, end_of_rows);
    rows_ = 0;
    return std::exchange(bytes_, beginning());
}

}  // namespace atelier::projections
