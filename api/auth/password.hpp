#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace atelier::api {

/// Argon2id as OWASP's Password Storage Cheat Sheet recommends it: 19 MiB, 2 passes, 1 lane. About
/// 30 ms of a core, so never on an Asio thread: give it to a `PasswordWorker`.
inline constexpr std::uint32_t argon2_memory_kib = 19 * 1024;
inline constexpr std::uint32_t argon2_passes = 2;
inline constexpr std::uint32_t argon2_lanes = 1;

/// Of the log's secrets: the hash of a person's password. Empty once they are erased.
inline constexpr auto password_kind = "password";

/// The edge refuses longer passwords before they come here.
inline constexpr std::size_t max_password_bytes = 1024;

/// `$argon2id$v=19$m=19456,t=2,p=1$…` with a random salt. Throws std::length_error for a password
/// over `max_password_bytes`, std::bad_alloc when there is no memory.
std::string hash_password(std::string_view password);

/// Whether `hash` was made of `password`; false also for a hash that is none and a password that is
/// too long. Throws std::bad_alloc when there is no memory: that is no wrong password.
bool verify_password(std::string_view hash, std::string_view password);

/// Whether `hash` was made with other parameters than today's: hash again at the next sign-in.
bool needs_rehash(std::string_view hash);

/// A hash that no password fits, of today's parameters: verify against it when the e-mail is
/// unknown, so that the answer takes as long as for one that is known.
std::string_view dummy_password_hash();

/// Threads of its own for hashing, so that a storm of sign-ins neither blocks the server's threads
/// nor takes more than `thread_count` × 19 MiB.
class PasswordWorker {
public:
    static constexpr std::size_t thread_count = 2;
    static constexpr std::size_t max_queued = 32;

    PasswordWorker();
    ~PasswordWorker();  ///< stops
    PasswordWorker(PasswordWorker const&) = delete;
    PasswordWorker& operator=(PasswordWorker const&) = delete;

    /// Runs `job` soon, on one of the worker's threads. False, and `job` is dropped, when
    /// `max_queued` jobs wait already or the worker was stopped: the edge answers 429. A job
    /// catches its own exceptions; one that escapes ends the process. Any thread.
    [[nodiscard]] bool submit(std::function<void()> job);

    /// Jobs that wait for a thread.
    std::size_t waiting();

    /// Takes no more jobs, runs those that wait and joins. May be called twice; not from a job.
    void stop();

private:
    void run();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace atelier::api
