#include "api/core/slow_queue.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace atelier::api {

/// May outlive the queue: in a connection that is being closed.
struct SlowQueue::Place {
    Place(std::shared_ptr<Places> all, UserId of) : places(std::move(all)), user(of) {}
    ~Place() {
        std::lock_guard const lock(places->mutex);
        places->taken.erase(user);
    }
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;

    std::shared_ptr<Places> places;
    UserId user;
};

SlowQueue::SlowQueue() : thread_([this] { run(); }) {}

SlowQueue::~SlowQueue() { stop(); }

std::shared_ptr<void> SlowQueue::admit(UserId user) {
    {
        std::lock_guard const lock(places_->mutex);
        if (places_->taken.size() >= most_at_once) return nullptr;
        if (!places_->taken.insert(user).second) return nullptr;
    }
    return std::make_shared<Place>(places_, user);
}

bool SlowQueue::submit(std::function<void()> job) {
    {
        std::lock_guard const lock(mutex_);
        if (stopping_) return false;
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void SlowQueue::begin_stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
}

void SlowQueue::stop() {
    begin_stop();
    if (thread_.joinable()) thread_.join();
}

void SlowQueue::run() {
    while (true) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        try {
            job();
        } catch (std::exception const& error) {
            // Its reply, dropped with the job, is the 500.
            spdlog::error("a long request has failed: {}", error.what());
        }
    }
}

}  // namespace atelier::api
