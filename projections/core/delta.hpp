#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/id.hpp"

namespace atelier::projections {

/// One entity of a live topic as it is now, or that it is gone. `data` is its whole JSON.
struct Change {
    bool is_upsert;
    std::string kind;
    std::string id;
    std::string data;
};

/// What one event changed in the live topics, collected from all read models. Each topic is fed by
/// one read model only, so that its deltas follow each other in the order of the log.
class Deltas {
public:
    /// changes: all of it. topics: only which topics have changed. nothing: a rebuild's.
    enum class Tell { changes, topics, nothing };
    /// Whether somebody follows the topic. Of others only is told that they have changed.
    using IsFollowed = std::function<bool(std::string const& topic)>;

    explicit Deltas(Tell tell = Tell::changes, IsFollowed const* is_followed = nullptr)
        : tell_(tell), is_followed_(is_followed) {}

    struct Topic {
        bool is_brief;  ///< it is only told that there are changes
        std::vector<Change> changes;
    };

    void upsert(std::string const& topic, std::string_view kind, std::string id, std::string data) {
        if (auto* changes = changes_of(topic))
            changes->push_back({true, std::string{kind}, std::move(id), std::move(data)});
    }
    void remove(std::string const& topic, std::string_view kind, std::string id) {
        if (auto* changes = changes_of(topic))
            changes->push_back({false, std::string{kind}, std::move(id), {}});
    }

    /// Whether nothing is said anyway: then nobody has to make it up.
    bool is_silent() const { return tell_ == Tell::nothing; }
    /// Says that the topic has changed. True when that is enough, and its changes need not be made
    /// up.
    bool touch(std::string const& topic) { return !changes_of(topic); }

    std::map<std::string, Topic> take() { return std::exchange(topics_, {}); }

private:
    /// Null when they are not wanted. Asked once a topic: who begins to follow it within one event
    /// would get a part of that.
    std::vector<Change>* changes_of(std::string const& topic) {
        if (is_silent()) return nullptr;
        auto const [place, is_new] = topics_.try_emplace(topic);
        auto& found = place->second;
        if (is_new) {
            found.is_brief = tell_ == Tell::topics || (is_followed_ && !(*is_followed_)(topic));
        }
        return found.is_brief ? nullptr : &found.changes;
    }

    Tell tell_;
    IsFollowed const* is_followed_;
    std::map<std::string, Topic> topics_;
};

inline std::string board_topic(ProjectId project) { return "board:" + to_text(project); }
inline std::string task_topic(TaskId task) { return "task:" + to_text(task); }
inline std::string activity_topic(WorkspaceId workspace) {
    return "activity:" + to_text(workspace);
}
/// What happened in one project; ids tell it from a workspace.
inline std::string activity_topic(ProjectId project) { return "activity:" + to_text(project); }
/// `me` of one person.
inline std::string person_topic(UserId user) { return "user:" + to_text(user); }
/// The name under which a client knows a topic: a person's own is `me`.
inline std::string client_topic(std::string const& topic) {
    return topic.starts_with("user:") ? "me" : topic;
}
/// Of nodes, not of clients: who may see a workspace has changed.
inline std::string access_topic(WorkspaceId workspace) { return "access:" + to_text(workspace); }

/// Of nodes, not of clients: what they hold in memory of a person is void, who was erased.
inline std::string erased_topic(UserId user) { return "erased:" + to_text(user); }

/// Of nodes, not of clients: what a person is called is known now. Nothing before it names them.
inline std::string registered_topic(UserId user) { return "registered:" + to_text(user); }

/// Of nodes, not of clients: what a person is called has changed.
inline std::string named_topic(UserId user) { return "named:" + to_text(user); }

/// Of nodes, not of clients: a read model was switched, what they hold is to be compared with it.
inline constexpr std::string_view switched_topic = "switched:all";

}  // namespace atelier::projections
