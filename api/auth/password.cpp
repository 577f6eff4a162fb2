#include "api/auth/password.hpp"

#include <argon2.h>

#include <array>
#include <new>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "eventstore/crypto/random.hpp"

namespace atelier::api {

namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;

/// How every hash with today's parameters begins.
std::string const& todays_prefix() {
    static std::string const prefix =
        fmt::format("$argon2id$v={}$m={},t={},p={}$", static_cast<int>(ARGON2_VERSION_13),
                    argon2_memory_kib, argon2_passes, argon2_lanes);
    return prefix;
}

/// Ends on what is wrong with the machine, not with the password or the hash.
void throw_on_fault(int result) {
    if (result == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
    if (result == ARGON2_THREAD_FAIL) throw std::runtime_error(argon2_error_message(result));
}

}  // namespace

std::string hash_password(std::string_view password) {
    if (password.size() > max_password_bytes) throw std::length_error("the password is too long");
    std::array<std::uint8_t, salt_bytes> salt;
    crypto::random_bytes(salt);
    std::size_t size = argon2_encodedlen(argon2_passes, argon2_memory_kib, argon2_lanes, salt_bytes,
                                         hash_bytes, Argon2_id);
    std::string encoded(size, '\0');
    int result = argon2id_hash_encoded(argon2_passes, argon2_memory_kib, argon2_lanes,
                                       password.data(), password.size(), salt.data(), salt.size(),
                                       hash_bytes, encoded.data(), encoded.size());
    throw_on_fault(result);
    if (result != ARGON2_OK) throw std::runtime_error(argon2_error_message(result));
    encoded.resize(encoded.find('\0'));
    return encoded;
}

bool verify_password(std::string_view hash, std::string_view password) {
    if (password.size() > max_password_bytes) return false;
    int result = argon2id_verify(std::string(hash).c_str(), password.data(), password.size());
    throw_on_fault(result);
    return result == ARGON2_OK;
}

bool needs_rehash(std::string_view hash) { return !hash.starts_with(todays_prefix()); }

std::string_view dummy_password_hash() {
    // Salt and hash are random digits: to find a password for them is to break Argon2.
    static std::string const hash =
        todays_prefix() + "yS2Ek0bXc3Vf7uHnq1oZ5A$9kq3Yw7mXo5uJtB1vGzR8eLhN2cPsD6fA0iKxTlQ4Wc";
    return hash;
}

PasswordWorker::PasswordWorker() {
    for (std::size_t i = 0; i < thread_count; ++i) threads_.emplace_back([this] { run(); });
}

PasswordWorker::~PasswordWorker() { stop(); }

bool PasswordWorker::submit(std::function<void()> job) {
    {
        std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= max_queued) return false;
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

std::size_t PasswordWorker::waiting() {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

void PasswordWorker::stop() {
    std::vector<std::thread> threads;
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        threads.swap(threads_);
    }
    wake_.notify_all();
    for (auto& thread : threads) thread.join();
}

void PasswordWorker::run() {
    while (true) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        job();
    }
}

}  // namespace atelier::api
