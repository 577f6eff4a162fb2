#include "api/auth/password.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace atelier::api {

namespace {

double milliseconds_to_verify(std::string_view hash) {
    double least = 1e9;
    for (int i = 0; i < 3; ++i) {
        auto start = std::chrono::steady_clock::now();
        CHECK_FALSE(verify_password(hash, "some guess"));
        std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        least = std::min(least, took.count());
    }
    return least;
}

/// Jobs that run until `open` is called.
class Gate {
public:
    std::function<void()> job() {
        return [this, opened = opened_] {
            ++started;
            opened.wait();
            ++finished;
        };
    }
    void open() { gate_.set_value(); }

    std::atomic<int> started = 0;
    std::atomic<int> finished = 0;

private:
    std::promise<void> gate_;
    std::shared_future<void> opened_ = gate_.get_future().share();
};

/// Fills both threads and then the queue; how many jobs were taken.
std::size_t fill(PasswordWorker& worker, Gate& gate) {
    std::size_t taken = 0;
    for (; taken < PasswordWorker::thread_count; ++taken) CHECK(worker.submit(gate.job()));
    while (gate.started < static_cast<int>(PasswordWorker::thread_count)) {
        std::this_thread::yield();
    }
    while (worker.submit(gate.job())) ++taken;
    return taken;
}

}  // namespace

TEST_CASE("a password fits its own hash only") {
    auto hash = hash_password("correct horse battery staple");
    CHECK(verify_password(hash, "correct horse battery staple"));
    CHECK_FALSE(verify_password(hash, "correct horse battery stapl"));
    CHECK_FALSE(verify_password(hash, "Correct horse battery staple"));
    CHECK_FALSE(verify_password(hash, ""));
}

TEST_CASE("a hash names Argon2id and today's parameters, and is salted") {
    auto hash = hash_password("secret");
    CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(hash.find('\0') == std::string::npos);
    CHECK(hash != hash_password("secret"));
}

TEST_CASE("a password may hold any bytes, none, and as many as the limit") {
    std::string const zeros("a\0b", 3);
    CHECK_FALSE(verify_password(hash_password(zeros), "a"));
    CHECK(verify_password(hash_password(zeros), zeros));
    CHECK(verify_password(hash_password(""), ""));
    std::string const longest(max_password_bytes, 'x');
    CHECK(verify_password(hash_password(longest), longest));
}

TEST_CASE("a password over the limit is neither hashed nor verified") {
    std::string const too_long(max_password_bytes + 1, 'x');
    CHECK_THROWS_AS(hash_password(too_long), std::length_error);
    CHECK_FALSE(verify_password(dummy_password_hash(), too_long));
}

TEST_CASE("a hash made elsewhere by the reference implementation verifies and wants a new one") {
    // From src/test.c of P-H-C/phc-winner-argon2.
    std::string const hash =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    CHECK(verify_password(hash, "password"));
    CHECK_FALSE(verify_password(hash, "Password"));
    CHECK(needs_rehash(hash));
    CHECK_FALSE(needs_rehash(hash_password("password")));
}

TEST_CASE("what is no hash fits no password") {
    for (auto text :
         {"", "password", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1",
          "$2b$12$abcdefghijklmnopqrstuu", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$AA"}) {
        CHECK_FALSE(verify_password(text, "password"));
        CHECK_FALSE(verify_password(text, ""));
        CHECK(needs_rehash(text));
    }
}

TEST_CASE("the dummy hash takes as long as a real one") {
    CHECK_FALSE(needs_rehash(dummy_password_hash()));
    CHECK(dummy_password_hash().size() == hash_password("x").size());
    double real = milliseconds_to_verify(hash_password("x"));
    double dummy = milliseconds_to_verify(dummy_password_hash());
    // One that cannot be parsed takes no time at all; parameters are compared above.
    CHECK(dummy > real / 3);
}

TEST_CASE("the worker runs a job on a thread of its own") {
    PasswordWorker worker;
    std::promise<std::thread::id> ran_on;
    REQUIRE(worker.submit([&] { ran_on.set_value(std::this_thread::get_id()); }));
    CHECK(ran_on.get_future().get() != std::this_thread::get_id());
}

TEST_CASE("the worker refuses a job when its queue is full and takes one again after") {
    Gate gate;
    PasswordWorker worker;
    CHECK(fill(worker, gate) == PasswordWorker::thread_count + PasswordWorker::max_queued);
    CHECK_FALSE(worker.submit([] {}));
    gate.open();
    std::promise<void> done;
    while (!worker.submit([&] { done.set_value(); })) std::this_thread::yield();
    done.get_future().wait();
}

TEST_CASE("stopping runs what was taken, joins and then takes nothing") {
    Gate gate;
    PasswordWorker worker;
    auto taken = fill(worker, gate);
    gate.open();
    worker.stop();
    CHECK(gate.finished == static_cast<int>(taken));
    CHECK_FALSE(worker.submit([] {}));
    worker.stop();
}

TEST_CASE("a worker that was given nothing stops") { PasswordWorker worker; }

}  // namespace atelier::api
