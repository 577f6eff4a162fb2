#pragma once

#include "domain/project/events.hpp"

namespace atelier::project {

struct State {
    bool exists = false;
    WorkspaceId workspace;
    std::string key;
    std::string name;
    std::string description;
    std::vector<Status> statuses;
    std::vector<Label> labels;

    Status const* find_status(StatusId id) const;
    Label const* find_label(LabelId id) const;
};

State evolve(State state, ProjectCreated const& event);

}  // namespace atelier::project
