#include "eventstore/publish/window.hpp"

#include "domain/require.hpp"

namespace atelier::eventstore {

std::int64_t Window::add(Position position) {
    std::lock_guard const lock{mutex_};
    require(position > (sent_.empty() ? confirmed_ : sent_.back().position), "positions rise");
    sent_.push_back({position, false});
    return first_tag_ + static_cast<std::int64_t>(sent_.size()) - 1;
}

void Window::confirm(std::int64_t tag) {
    std::lock_guard const lock{mutex_};
    require(tag >= first_tag_ && tag - first_tag_ < static_cast<std::int64_t>(sent_.size()),
            "confirmed once");
    sent_[static_cast<std::size_t>(tag - first_tag_)].is_confirmed = true;
    if (!sent_.front().is_confirmed) return;
    for (; !sent_.empty() && sent_.front().is_confirmed; sent_.pop_front(), ++first_tag_) {
        confirmed_ = sent_.front().position;
    }
    changed_.notify_all();
}

void Window::fail(std::string reason) {
    std::lock_guard const lock{mutex_};
    if (!failure_) failure_ = std::move(reason);
    changed_.notify_all();
}

Position Window::confirmed() const {
    std::lock_guard const lock{mutex_};
    return confirmed_;
}

std::size_t Window::size() const {
    std::lock_guard const lock{mutex_};
    return sent_.size();
}

std::optional<std::string> Window::failure() const {
    std::lock_guard const lock{mutex_};
    return failure_;
}

void Window::wait_for_size(std::size_t size, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, timeout, [&] { return failure_ || sent_.size() <= size; });
}

}  // namespace atelier::eventstore
