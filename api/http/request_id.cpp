#include "api/http/request_id.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <random>

#include "domain/id.hpp"

namespace atelier::api {
namespace {

constexpr std::size_t id_limit = 128;

bool is_safe(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("._:/+=-").find(c) != std::string_view::npos;
}

/// Request ids are no secrets: a plain generator a thread is enough.
Uuid fresh_uuid() {
    thread_local std::mt19937_64 random{[] {
        std::random_device device;
        return (static_cast<std::uint64_t>(device()) << 32) | device();
    }()};
    Uuid uuid;
    std::uint64_t const noise[2] = {random(), random()};
    std::memcpy(uuid.bytes.data(), noise, sizeof noise);
    auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
    auto const milliseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count());
    for (std::size_t i = 0; i < 6; ++i) {
        uuid.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
    }
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x70);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

}  // namespace

std::string request_id_of(HeaderList const& headers) {
    auto const given = find_header(headers, "X-Request-Id");
    if (!given.empty() && given.size() <= id_limit &&
        std::all_of(given.begin(), given.end(), is_safe)) {
        return std::string(given);
    }
    return to_text(fresh_uuid());
}

}  // namespace atelier::api
