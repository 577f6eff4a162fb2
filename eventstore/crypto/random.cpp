#include "eventstore/crypto/random.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstring>

#include "eventstore/crypto/openssl.hpp"
#include "schemas/codec/base64.hpp"

namespace atelier::crypto {

namespace {

constexpr int counter_bits = 16;
constexpr std::uint64_t counter_start_mask = 0x7fff;
constexpr std::int64_t max_uuid_milliseconds = (std::int64_t{1} << 48) - 1;

/// One call of the generator costs as much for 16 bytes as for a few hundred, so each thread
/// draws ahead.
class DrawnAhead {
public:
    void take(std::span<std::uint8_t> out) {
        if (out.size() > bytes_.size()) return random_bytes(out);
        if (bytes_.size() - used_ < out.size()) {
            random_bytes(bytes_);
            used_ = 0;
        }
        std::memcpy(out.data(), bytes_.data() + used_, out.size());
        used_ += out.size();
    }

private:
    std::array<std::uint8_t, 512> bytes_;
    std::size_t used_ = bytes_.size();
};

std::uint64_t random_word() {
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes;
    unguarded_random_bytes(bytes);
    return std::bit_cast<std::uint64_t>(bytes);
}

void write_big_endian(std::uint8_t* to, std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i, value >>= 8) to[i] = static_cast<std::uint8_t>(value);
}

/// `when` is 48 bits of milliseconds over the 16-bit counter. The counter's upper 12 bits fill
/// `rand_a`, its lower 4 the bits after the variant.
Uuid layout(std::uint64_t when, std::uint64_t random) {
    std::uint64_t counter = when & 0xffff;
    std::uint64_t low = (std::uint64_t{0b10} << 62) | ((counter & 0xf) << 58) | (random >> 6);
    Uuid uuid;
    write_big_endian(uuid.bytes.data(), when >> counter_bits, 6);
    write_big_endian(uuid.bytes.data() + 6, 0x7000 | (counter >> 4), 2);
    write_big_endian(uuid.bytes.data() + 8, low, 8);
    return uuid;
}

}  // namespace

void random_bytes(std::span<std::uint8_t> out) {
    check(RAND_bytes_ex(nullptr, out.data(), out.size(), 0), "RAND_bytes");
}

void unguarded_random_bytes(std::span<std::uint8_t> out) {
    thread_local DrawnAhead drawn;
    drawn.take(out);
}

std::string random_token(std::size_t bytes) {
    std::string raw(bytes, '\0');
    random_bytes({octets(raw), raw.size()});
    return codec::base64url_encode(raw);
}

Timestamp system_now() {
    using namespace std::chrono;
    auto since_1970 = system_clock::now().time_since_epoch();
    return {duration_cast<milliseconds>(since_1970).count()};
}

Uuid UuidGenerator::next(Timestamp now) {
    std::int64_t clamped = std::clamp<std::int64_t>(now.milliseconds, 0, max_uuid_milliseconds);
    std::uint64_t fresh = (static_cast<std::uint64_t>(clamped) << counter_bits) |
                          (random_word() & counter_start_mask);
    std::uint64_t last = last_.load(std::memory_order_relaxed);
    std::uint64_t mine = 0;
    do {
        // Within one millisecond, and while the clock is behind, only the counter moves on.
        bool clock_moved = (fresh >> counter_bits) > (last >> counter_bits);
        mine = clock_moved ? fresh : last + 1;
    } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    return layout(mine, random_word());
}

}  // namespace atelier::crypto
