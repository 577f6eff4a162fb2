#pragma once

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
    explicit Deltas(Tell tell = Tell::changes) : tell_(tell) {}

    void upsert(std::string const& topic, std::string_view kind, std::string id, std::string data) {
        add(topic, {true, std::string{kind}, std::move(id), std::move(data)});
    }
    void remove(std::string const& topic, std::string_view kind, std::string id) {
        add(topic, {false, std::string{kind}, std::move(id), {}});
    }

    /// Whether nothing is said anyway: then nobody has to make it up.
    bool is_silent() const { return tell_ == Tell::nothing; }
    /// Whether it is enough to `touch` a topic, and its changes need not be made up.
    bool is_brief() const { return tell_ == Tell::topics; }
    void touch(std::string const& topic) { topics_[topic]; }

    std::map<std::string, std::vector<Change>> take() { return std::exchange(topics_, {}); }

private:
    void add(std::string const& topic, Change change) {
        if (is_silent()) return;
        if (is_brief()) return touch(topic);
        topics_[topic].push_back(std::move(change));
    }

    Tell tell_;
    std::map<std::string, std::vector<Change>> topics_;
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

/// Of nodes, not of clients: what a person is called is known now, or has changed.
inline std::string named_topic(UserId user) { return "named:" + to_text(user); }

/// Of nodes, not of clients: a read model was switched, what they hold is to be compared with it.
inline constexpr std::string_view switched_topic = "switched:all";

}  // namespace atelier::projections
