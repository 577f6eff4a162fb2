#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "eventstore/log/chain.hpp"
#include "eventstore/log/chain_part.hpp"

namespace atelier::eventstore {
namespace {

constexpr std::chrono::milliseconds progress_pause{50};

/// Threads take one part after the other, in order, so that the first fault of all is the lowest
/// when none of a lower part is still at work.
class Parts {
public:
    explicit Parts(ChainCheck const& check) : check_(check), next_(check.from) {}

    std::optional<Fault> run() {
        std::vector<std::jthread> threads;
        for (int i = 0; i < std::max(1, check_.jobs); ++i) {
            ++working_;
            threads.emplace_back([this] { work(); });
        }
        try {
            wait();
        } catch (...) {
            is_stopped_ = true;
            throw;
        }
        if (failure_) std::rethrow_exception(failure_);
        return fault_;
    }

private:
    void wait() {
        std::unique_lock lock{mutex_};
        while (working_ > 0) {
            changed_.wait_for(lock, progress_pause);
            lock.unlock();
            if (check_.on_progress) check_.on_progress(done_);
            lock.lock();
        }
    }

    void work() {
        try {
            Connection connection{check_.url};
            while (auto const from = take()) check_one(connection, *from);
        } catch (...) {
            std::lock_guard const lock{mutex_};
            if (!failure_) failure_ = std::current_exception();
            is_stopped_ = true;
        }
        std::lock_guard const lock{mutex_};
        --working_;
        changed_.notify_one();
    }

    std::optional<Position> take() {
        std::lock_guard const lock{mutex_};
        if (is_stopped_ || next_ > check_.to || (fault_ && fault_->position < next_)) {
            return std::nullopt;
        }
        auto const from = next_;
        next_ += chain_part_size;
        return from;
    }

    void check_one(Connection& connection, Position from) {
        auto const to = std::min(check_.to, from + chain_part_size - 1);
        auto fault = check_part(connection, from, to);
        done_ += to - from + 1;
        if (!fault) return;
        std::lock_guard const lock{mutex_};
        if (!fault_ || fault->position < fault_->position) fault_ = std::move(fault);
    }

    ChainCheck const& check_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Position next_;
    int working_ = 0;
    std::atomic<bool> is_stopped_ = false;
    std::atomic<std::int64_t> done_ = 0;
    std::optional<Fault> fault_;
    std::exception_ptr failure_;
};

}  // namespace

std::optional<Fault> check_chain(ChainCheck const& check) { return Parts{check}.run(); }

}  // namespace atelier::eventstore
