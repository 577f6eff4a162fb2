#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "domain/id.hpp"
#include "domain/time.hpp"

namespace atelier::crypto {

/// Fills `out` from OpenSSL's generator (seeded by the kernel). Any thread. Throws
/// std::runtime_error when no randomness is to be had, which no caller should survive.
void random_bytes(std::span<std::uint8_t> out);

/// The same for what need not stay secret, like nonces. Each thread draws ahead: a few bytes cost
/// little, but what comes next already lies in memory.
void unguarded_random_bytes(std::span<std::uint8_t> out);

/// `bytes` random bytes in base64url without padding: 32 bytes are 43 characters.
std::string random_token(std::size_t bytes);

/// The wall clock, in whole milliseconds.
Timestamp system_now();

/// Makes UUIDs of version 7 (RFC 9562 §5.7), each greater than every one that the same generator
/// made before, on whatever thread: a process keeps one.
///
/// After the 48 bits of milliseconds come a 16-bit counter (`rand_a` and the top of `rand_b`,
/// §6.2 method 1), which starts each millisecond at a random place in its lower half, and 58
/// random bits, so that ids cannot be guessed. A counter that overflows carries into the
/// milliseconds, and a clock that goes back is waited out on the last value: neither ever blocks.
class UuidGenerator {
public:
    Uuid next(Timestamp now);

private:
    std::atomic<std::uint64_t> last_{0};  ///< milliseconds << 16 | counter
};

}  // namespace atelier::crypto
