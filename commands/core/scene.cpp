#include "commands/core/scene.hpp"

namespace atelier::commands {

eventstore::VersionedState empty_stream(StreamId const& stream) {
    return {0, std::make_shared<AnyState const>(initial_state(stream.kind))};
}

eventstore::VersionedState const* Scene::known(StreamId const& stream) const {
    if (auto const found = states_.find(stream); found != states_.end()) return &found->second;
    auto state = source_ ? source_(stream) : std::nullopt;
    return state ? &states_.emplace(stream, std::move(*state)).first->second : nullptr;
}

eventstore::VersionedState const& Scene::find(StreamId const& stream) const {
    auto const* state = known(stream);
    if (!state) throw Missing{{stream}, {}, {}, {}};
    looked_at_.insert(stream);
    return *state;
}

eventstore::VersionedState const& Scene::find_new(StreamId const& stream) const {
    if (!known(stream)) states_.emplace(stream, empty_stream(stream));
    return find(stream);
}

void Scene::expect(std::vector<StreamId> const& streams) const {
    Missing missing;
    for (auto const& stream : streams) {
        if (!states_.contains(stream)) missing.streams.push_back(stream);
    }
    if (!missing.streams.empty()) throw missing;
}

std::optional<std::string> Scene::claim_owner(std::string const& scope,
                                              std::string const& key) const {
    ClaimLookup lookup{scope, key};
    auto const found = claims_.find(lookup);
    if (found == claims_.end()) throw Missing{{}, std::move(lookup), {}, {}};
    return found->second;
}

std::optional<TaskId> Scene::neighbour(NeighbourLookup const& lookup) const {
    auto const found = neighbours_.find(lookup);
    if (found == neighbours_.end()) throw Missing{{}, {}, lookup, {}};
    return found->second;
}

std::int64_t Scene::next_number(ProjectId project) const {
    auto found = numbers_.find(project);
    if (found == numbers_.end()) {
        auto const number = number_source_ ? number_source_(project) : std::nullopt;
        if (!number) throw Missing{{}, {}, {}, project};
        found = numbers_.emplace(project, *number).first;
    }
    return found->second;
}

std::vector<TaskId> const& Scene::tasks_in(TasksLookup const& lookup) const {
    auto const found = tasks_.find(lookup);
    if (found == tasks_.end()) throw Missing{{}, {}, {}, {}, lookup};
    return found->second.tasks;
}

History const& Scene::history(StreamId const& stream) const {
    auto const found = histories_.find(stream);
    bool const is_whole = found != histories_.end() &&
                          static_cast<std::int64_t>(found->second->size()) == version(stream);
    if (!is_whole) throw Missing{{}, {}, {}, {}, {}, stream};
    return *found->second;
}

void Scene::add_to_history(eventstore::RecordedEvent event) {
    auto& history = histories_.at(event.stream);
    auto longer = std::make_shared<History>(*history);
    longer->push_back(std::move(event));
    history = std::move(longer);
}

std::int64_t Scene::version(StreamId const& stream) const { return find(stream).version; }

}  // namespace atelier::commands
