#include "api/http/due_writes.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "api/http/websocket_session.hpp"

namespace atelier::api {
namespace {

constexpr std::size_t writes_in_a_row = 64;  // then what else waits for the thread
constexpr std::size_t writes_before_others = 8;

}  // namespace

void DueWrites::add(std::shared_ptr<WebSocketSession> session) {
    {
        std::lock_guard const lock(mutex_);
        waiting_.push_back(std::move(session));
        if (std::exchange(is_posted_, true)) return;
    }
    post();
}

void DueWrites::post() {
    asio::post(context_, [this] { write(); });
}

void DueWrites::write() {
    // One that throws does not keep the others from theirs.
    struct Rest {
        DueWrites& due;
        ~Rest() { due.go_on(); }
    } const rest{*this};

    if (written_ == taken_.size()) {
        taken_.clear();
        written_ = 0;
        std::lock_guard const lock(mutex_);
        taken_.swap(waiting_);
    }
    auto const end = std::min(taken_.size(), written_ + writes_in_a_row);
    while (written_ < end) {
        auto const session = std::move(taken_[written_++]);
        session->write_due();
        if (written_ % writes_before_others == 0) std::this_thread::yield();
    }
}

void DueWrites::go_on() {
    {
        std::lock_guard const lock(mutex_);
        is_posted_ = written_ < taken_.size() || !waiting_.empty();
        if (!is_posted_) return;
    }
    post();
}

void DueWrites::shutdown() {
    waiting_.clear();
    taken_.clear();
}

}  // namespace atelier::api
