#include "eventstore/database/pool.hpp"

namespace atelier::eventstore {

DatabasePool::DatabasePool(std::string url, int threads, Connection::Plans plans)
    : url_(std::move(url)), plans_(plans) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

DatabasePool::~DatabasePool() { stop(); }

bool DatabasePool::post(Job job) {
    {
        std::lock_guard const lock{mutex_};
        if (stopping_ || jobs_.size() >= queue_limit) return false;
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

std::size_t DatabasePool::waiting() {
    std::lock_guard const lock{mutex_};
    return jobs_.size();
}

void DatabasePool::stop() {
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void DatabasePool::work() {
    Connection connection{url_, plans_};
    while (true) {
        Job job;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job(connection);
    }
}

}  // namespace atelier::eventstore
