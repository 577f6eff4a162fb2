#include "eventstore/database/binary_format.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::int32_t null_length = -1;
constexpr char jsonb_version = 1;
// PostgreSQL's times and days begin in the year 2000.
constexpr std::int32_t days_to_2000 = 10'957;
constexpr std::int64_t microseconds_to_2000 = std::int64_t{days_to_2000} * 86'400 * 1'000'000;

}  // namespace

void BinaryValues::add_length(std::size_t length) {
    append_big_endian(bytes_, static_cast<std::int32_t>(length));
    ++values_;
}

void BinaryValues::add(std::string_view bytes) {
    add_length(bytes.size());
    bytes_ += bytes;
}

void BinaryValues::add(std::int32_t number) {
    add_length(sizeof number);
    append_big_endian(bytes_, number);
}

void BinaryValues::add(std::int64_t number) {
    add_length(sizeof number);
    append_big_endian(bytes_, number);
}

void BinaryValues::add(Uuid const& uuid) {
    add_length(uuid.bytes.size());
    bytes_.append(reinterpret_cast<char const*>(uuid.bytes.data()), uuid.bytes.size());
}

void BinaryValues::add(bool value) {
    add_length(1);
    bytes_ += static_cast<char>(value);
}

void BinaryValues::add(double value) { add(std::bit_cast<std::int64_t>(value)); }

void BinaryValues::add(Date date) { add(date.days - days_to_2000); }

void BinaryValues::add_instant(std::int64_t microseconds) {
    add(microseconds - microseconds_to_2000);
}

void BinaryValues::add_jsonb(std::string_view json) {
    add_length(sizeof jsonb_version + json.size());
    bytes_ += jsonb_version;
    bytes_ += json;
}

void BinaryValues::add_null() {
    append_big_endian(bytes_, null_length);
    ++values_;
    has_null_ = true;
}

}  // namespace atelier::eventstore
