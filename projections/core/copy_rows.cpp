#include "projections/core/copy_rows.hpp"

#include "eventstore/database/binary_format.hpp"
#include "eventstore/database/connection.hpp"

namespace atelier::projections {
namespace {

using eventstore::append_big_endian;
using namespace std::string_view_literals;

constexpr auto signature = "PGCOPY\n\xff\r\n\0"sv;
constexpr std::int16_t end_of_rows = -1;
constexpr std::int32_t null_length = -1;
constexpr char jsonb_version = 1;

std::string beginning() {
    std::string data{signature};
    append_big_endian(data, std::int32_t{0});  // flags
    append_big_endian(data, std::int32_t{0});  // length of the header's extension
    return data;
}

}  // namespace

CopyRows::CopyRows() : data_(beginning()) {}

void CopyRows::begin_row(std::size_t columns) {
    append_big_endian(data_, static_cast<std::int16_t>(columns));
    ++rows_;
}

void CopyRows::add_length(std::size_t length) {
    append_big_endian(data_, static_cast<std::int32_t>(length));
}

void CopyRows::add_null() { append_big_endian(data_, null_length); }

void CopyRows::add(std::string_view text) {
    add_length(text.size());
    data_ += text;
}

void CopyRows::add(std::int64_t number) {
    add_length(sizeof number);
    append_big_endian(data_, number);
}

void CopyRows::add(bool value) {
    add_length(1);
    data_ += static_cast<char>(value);
}

void CopyRows::add(Uuid const& uuid) {
    add_length(uuid.bytes.size());
    data_.append(reinterpret_cast<char const*>(uuid.bytes.data()), uuid.bytes.size());
}

void CopyRows::add(std::span<Uuid const> uuids) {
    eventstore::ArrayParameter array{eventstore::ArrayParameter::Element::uuid};
    for (auto const& uuid : uuids) array.add(uuid);
    add(std::string_view{array.take().value});
}

void CopyRows::add_instant(std::int64_t microseconds) {
    add(eventstore::binary_of_instant(microseconds));
}

void CopyRows::add(Date date) {
    add_length(sizeof(std::int32_t));
    append_big_endian(data_, eventstore::binary_of(date));
}

void CopyRows::add_jsonb(std::string_view json) {
    add_length(sizeof jsonb_version + json.size());
    data_ += jsonb_version;
    data_ += json;
}

std::string CopyRows::take() {
    append_big_endian(data_, end_of_rows);
    rows_ = 0;
    return std::exchange(data_, beginning());
}

}  // namespace atelier::projections
