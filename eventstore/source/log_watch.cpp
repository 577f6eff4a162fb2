#include "eventstore/source/log_watch.hpp"

#include <algorithm>

#include "eventstore/log/reader.hpp"

namespace atelier::eventstore {

std::chrono::milliseconds LogWatch::pause(Clock::time_point now) const {
    return now - last_growth_ < brisk_for ? brisk_pause : idle_pause;
}

bool LogWatch::wait_beyond(Connection& connection, Position position,
                           std::chrono::milliseconds timeout, std::atomic<bool> const& stop) {
    auto const deadline = Clock::now() + timeout;
    while (!stop) {
        auto const now = Clock::now();
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
        bool grew = signal_.wait_beyond(position,
                                        std::clamp(left, std::chrono::milliseconds{0}, pause(now)));
        if (!grew && !stop) {
            auto const head = read_head(connection);
            grew = head > position;
            // The other readers of this process need not look for themselves.
            if (grew) signal_.appended(head);
        }
        if (grew) last_growth_ = Clock::now();
        if (grew || now >= deadline) return grew;
    }
    return false;
}

}  // namespace atelier::eventstore
