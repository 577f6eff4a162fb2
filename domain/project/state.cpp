#include "domain/project/state.hpp"

#include <algorithm>

namespace atelier::project {

Status const* State::find_status(StatusId id) const {
    auto const found = std::ranges::find(statuses, id, &Status::id);
    return found == statuses.end() ? nullptr : &*found;
}

Label const* State::find_label(LabelId id) const {
    auto const found = std::ranges::find(labels, id, &Label::id);
    return found == labels.end() ? nullptr : &*found;
}

State evolve(State state, ProjectCreated const& event) {
    state.exists = true;
    state.workspace = event.workspace;
    state.key = event.key;
    state.name = event.name;
    state.description = event.description;
    state.statuses = event.statuses;
    state.labels = event.labels;
    return state;
}

}  // namespace atelier::project
