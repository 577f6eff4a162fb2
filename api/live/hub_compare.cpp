#include <spdlog/spdlog.h>

#include <algorithm>

#include "api/live/hub.hpp"
#include "eventstore/database/read_surely.hpp"

namespace atelier::api {
namespace {

using Clock = std::chrono::steady_clock;

/// What an activity has, the newest first. Ids are positions: a longer one is a later one.
std::vector<Entities::value_type const*> newest_first(Entities const& entities) {
    std::vector<Entities::value_type const*> entries;
    for (auto const& one : entities) entries.push_back(&one);
    std::ranges::sort(entries, std::ranges::greater{}, [](auto const* entry) {
        return std::pair{entry->first.second.size(), entry->first.second};
    });
    return entries;
}

/// Of an activity only so many entries are kept, and more or fewer of them read: those count that
/// both have.
bool is_same(Entities const& held, Entities const& read) {
    bool const is_activity = !read.empty() && read.begin()->first.first == "activity";
    if (!is_activity) return held == read;
    auto mine = newest_first(held);
    auto others = newest_first(read);
    mine.resize(std::min(mine.size(), others.size()));
    others.resize(mine.size());
    return std::ranges::equal(mine, others,
                              [](auto const* one, auto const* other) { return *one == *other; });
}

}  // namespace

/// What is being read right now may be from before the switch: that is read once more instead.
void Hub::compare_topics() {
    to_compare_.clear();
    for (auto& [topic, entry] : topics_) {
        entry.ready.reset();
        if (entry.is_loading) entry.is_void = true;
        if (entry.topic.is_loaded()) to_compare_.push_back({topic, {}});
    }
    if (!is_comparing_) compare_next();
}

void Hub::compare_feeds_of(std::string_view person, Position since) {
    for (auto& [topic, entry] : topics_) {
        if (!topic.starts_with("activity:")) continue;
        if (entry.is_loading) entry.is_void = true;
        if (entry.topic.position() > since && entry.topic.mentions(person))
            to_compare_.push_back({topic, {}});
    }
    if (!is_comparing_) compare_next();
}

void Hub::compare_next() {
    is_comparing_ = !to_compare_.empty();
    if (!is_comparing_) return;
    auto next = std::move(to_compare_.front());
    to_compare_.pop_front();
    post_surely([this, next](eventstore::Connection& connection) { compare(connection, next); });
}

/// A rebuild gives what was there before, unless it repairs or its fold is another one, and a feed
/// may have the new name already: only what differs clients have to hear of.
void Hub::compare(eventstore::Connection& connection, Comparison comparison) {
    if (!comparison.deadline) comparison.deadline = Clock::now() + commit_patience;
    std::optional<TopicState> state;
    try {
        state = eventstore::read_surely(connection,
                                        [&] { return load_topic(connection, comparison.topic); });
    } catch (eventstore::DatabaseError const& error) {
        spdlog::warn("topic {} cannot be compared: {}", comparison.topic, error.what());
        if (error.state().empty()) connection.disconnect();
    }
    std::unique_lock lock{mutex_};
    if (!compared(comparison.topic, std::move(state), Clock::now() > *comparison.deadline)) {
        to_compare_.push_back(std::move(comparison));
        // Its deltas are still on their way here.
        lock.unlock();
        wait_for_commit();
        lock.lock();
    }
    compare_next();
}

/// Whether that is settled.
bool Hub::compared(std::string const& topic, std::optional<TopicState> state, bool is_late) {
    auto const found = topics_.find(topic);
    if (found == topics_.end() || !found->second.topic.is_loaded()) return true;
    auto& entry = found->second;
    auto fresh = entry.topic;
    if (state) {
        bool const is_level =
            fresh.load(std::move(*state)) && fresh.position() == entry.topic.position();
        if (is_level && is_same(entry.topic.entities(), fresh.entities())) return true;
        if (!is_level && !is_late) return false;
    }
    entry.topic = Topic{};
    resync(topic, entry, "changed");
    return true;
}

}  // namespace atelier::api
