#include "projections/activity/activity.hpp"

#include <algorithm>

#include "projections/activity/words.hpp"
#include "schemas/codec/json.hpp"

// The stories of workspaces and projects.
namespace atelier::projections::activity {
namespace {

/// Tells of a member that an event sets, and sets it.
template <class T>
void tell_change(std::vector<FieldChange>& changes, char const* field, T& member,
                 std::optional<T> const& after) {
    if (!after) return;
    changes.push_back(words(field, in_words(member), in_words(*after)));
    member = *after;
}
template <class T>
void tell_change(std::vector<FieldChange>& changes, char const* field, std::optional<T>& member,
                 Patch<T> const& patch) {
    if (patch.is_kept()) return;
    auto const before = in_words(member);
    project::change(member, patch);
    changes.push_back(words(field, before, in_words(member)));
}

template <class Item, class AnyId>
Item const* find(std::vector<Item> const& items, AnyId id) {
    auto const found = std::ranges::find(items, id, &Item::id);
    return found == items.end() ? nullptr : &*found;
}

std::string order_of(std::vector<project::WorkflowStatus> const& statuses) {
    std::string names;
    for (auto const& status : statuses) names += (names.empty() ? "" : ", ") + status.name;
    return names;
}

}  // namespace

std::optional<Activity::Story> Activity::on(workspace::WorkspaceCreated const& event,
                                            Recorded const& recorded) {
    workspaces_.put({WorkspaceId{recorded.stream.id}, event.name, event.slug});
    roles_.put({EventStreamId{recorded.stream.id}, event.owner, in_words(WorkspaceRole::owner)});
    Story story;
    story.changes.push_back(words("name", {}, event.name));
    return story;
}

std::optional<Activity::Story> Activity::on(workspace::WorkspaceEdited const& event,
                                            Recorded const& recorded) {
    Story story;
    auto const* present = workspaces_.find(recorded.stream.id);
    if (!present) return story;
    auto row = *present;
    tell_change(story.changes, "name", row.name, event.name);
    tell_change(story.changes, "slug", row.slug, event.slug);
    if (event.description) story.changes.push_back(words("description", {}, {}));
    workspaces_.put(std::move(row));
    return story;
}

void Activity::tell_role(Story& story, Recorded const& recorded, UserId user, std::string role) {
    auto const* present = roles_.find(recorded.stream.id, user.uuid);
    story.subject.person = user;
    story.changes.push_back(
        words("role", present ? std::optional{present->role} : std::nullopt, role));
    roles_.put({EventStreamId{recorded.stream.id}, user, std::move(role)});
}

std::optional<Activity::Story> Activity::on(workspace::MemberAdded const& event,
                                            Recorded const& recorded) {
    Story story;
    roles_.remove(recorded.stream.id, event.user.uuid);
    tell_role(story, recorded, event.user, in_words(event.role));
    return story;
}

std::optional<Activity::Story> Activity::on(workspace::MemberRoleChanged const& event,
                                            Recorded const& recorded) {
    Story story;
    tell_role(story, recorded, event.user, in_words(event.role));
    return story;
}

std::optional<Activity::Story> Activity::on(workspace::MemberRemoved const& event,
                                            Recorded const&) {
    Story story;
    story.subject.person = event.user;
    return story;
}

std::optional<Activity::Story> Activity::story_of_project(Recorded const& recorded) {
    auto const* project = projects_.find(recorded.stream.id);
    if (!project) return std::nullopt;
    Story story;
    story.project = project->project_id;
    story.subject.project = NamedProject{project->project_id, project->key, project->name};
    return story;
}

std::optional<Activity::Story> Activity::on(project::ProjectCreated const& event,
                                            Recorded const& recorded) {
    project::State const fresh;
    projects_.put({ProjectId{recorded.stream.id},
                   event.key,
                   event.name,
                   fresh.status,
                   fresh.priority,
                   {},
                   {},
                   {codec::to_json(project::workflow_of(event.statuses))},
                   {codec::to_json(event.labels)}});
    return story_of_project(recorded);
}

std::optional<Activity::Story> Activity::on(project::ProjectEdited const& event,
                                            Recorded const& recorded) {
    auto const* present = projects_.find(recorded.stream.id);
    if (!present) return std::nullopt;
    auto row = *present;
    std::vector<FieldChange> changes;
    tell_change(changes, "name", row.name, event.name);
    tell_change(changes, "key", row.key, event.key);
    if (event.description) changes.push_back(words("description", {}, {}));
    tell_change(changes, "priority", row.priority, event.priority);
    tell_change(changes, "start_date", row.start_date, event.start_date);
    tell_change(changes, "end_date", row.end_date, event.end_date);
    projects_.put(std::move(row));
    auto story = story_of_project(recorded);
    story->changes = std::move(changes);
    return story;
}

std::optional<Activity::Story> Activity::on(project::ProjectStatusChanged const& event,
                                            Recorded const& recorded) {
    auto story = story_of_project(recorded);
    if (!story) return std::nullopt;
    auto row = *projects_.find(recorded.stream.id);
    tell_change(story->changes, "status", row.status, std::optional{event.status});
    projects_.put(std::move(row));
    return story;
}

std::optional<Activity::Story> Activity::on(project::ProjectMemberAdded const& event,
                                            Recorded const& recorded) {
    auto story = story_of_project(recorded);
    if (!story) return std::nullopt;
    roles_.remove(recorded.stream.id, event.user.uuid);
    tell_role(*story, recorded, event.user, in_words(event.role));
    return story;
}

std::optional<Activity::Story> Activity::on(project::ProjectMemberRoleChanged const& event,
                                            Recorded const& recorded) {
    auto story = story_of_project(recorded);
    if (story) tell_role(*story, recorded, event.user, in_words(event.role));
    return story;
}

std::optional<Activity::Story> Activity::on(project::ProjectMemberRemoved const& event,
                                            Recorded const& recorded) {
    auto story = story_of_project(recorded);
    if (story) story->subject.person = event.user;
    return story;
}

template <class Change>
std::optional<Activity::Story> Activity::story_of_workflow(Change const& event,
                                                           Recorded const& recorded) {
    auto story = story_of_project(recorded);
    if (!story) return std::nullopt;
    auto row = *projects_.find(recorded.stream.id);
    auto statuses =
        codec::from_json<std::vector<project::WorkflowStatus>>(row.statuses.text).value();
    auto const* before = find(statuses, event.status);
    if (before) story->subject.status = NamedStatus{before->id, before->name};
    project::apply(statuses, event);
    auto const* after = find(statuses, event.status);
    if (!story->subject.status && after) {
        story->subject.status = NamedStatus{after->id, after->name};
    }
    row.statuses.text = codec::to_json(statuses);
    projects_.put(std::move(row));
    return story;
}

std::optional<Activity::Story> Activity::on(project::StatusCreated const& event,
                                            Recorded const& recorded) {
    auto story = story_of_workflow(event, recorded);
    if (story) story->changes.push_back(words("name", {}, event.name));
    return story;
}

std::optional<Activity::Story> Activity::on(project::StatusEdited const& event,
                                            Recorded const& recorded) {
    std::vector<FieldChange> changes;
    if (auto const* row = projects_.find(recorded.stream.id)) {
        auto const statuses =
            codec::from_json<std::vector<project::WorkflowStatus>>(row->statuses.text).value();
        if (auto const* status = find(statuses, event.status)) {
            auto copy = *status;
            tell_change(changes, "name", copy.name, event.name);
            tell_change(changes, "category", copy.category, event.category);
            tell_change(changes, "colour", copy.colour, event.colour);
            tell_change(changes, "wip_limit", copy.wip_limit, event.wip_limit);
        }
    }
    auto story = story_of_workflow(event, recorded);
    if (story) story->changes = std::move(changes);
    return story;
}

std::optional<Activity::Story> Activity::on(project::StatusMoved const& event,
                                            Recorded const& recorded) {
    auto const statuses_now = [&] {
        auto const* row = projects_.find(recorded.stream.id);
        return row ? order_of(
                         codec::from_json<std::vector<project::WorkflowStatus>>(row->statuses.text)
                             .value())
                   : std::string{};
    };
    auto const before = statuses_now();
    auto story = story_of_workflow(event, recorded);
    if (story) story->changes.push_back(words("order", before, statuses_now()));
    return story;
}

std::optional<Activity::Story> Activity::on(project::StatusDeleted const& event,
                                            Recorded const& recorded) {
    return story_of_workflow(event, recorded);
}

template <class Change>
std::optional<Activity::Story> Activity::story_of_label(Change const& event,
                                                        Recorded const& recorded) {
    auto story = story_of_project(recorded);
    if (!story) return std::nullopt;
    auto row = *projects_.find(recorded.stream.id);
    auto labels = codec::from_json<std::vector<project::Label>>(row.labels.text).value();
    auto const* present = find(labels, event.label);
    auto const before = present ? std::optional{*present} : std::nullopt;
    project::apply(labels, event);
    auto const* after = find(labels, event.label);
    if (auto const* named = before ? &*before : after) {
        story->subject.label = NamedLabel{named->id, named->name};
    }
    if (before && after && before->name != after->name)
        story->changes.push_back(words("name", before->name, after->name));
    if (before && after && before->colour != after->colour)
        story->changes.push_back(words("colour", before->colour, after->colour));
    row.labels.text = codec::to_json(labels);
    projects_.put(std::move(row));
    return story;
}

std::optional<Activity::Story> Activity::on(project::LabelCreated const& event,
                                            Recorded const& recorded) {
    auto story = story_of_label(event, recorded);
    if (story) story->changes.push_back(words("name", {}, event.name));
    return story;
}

std::optional<Activity::Story> Activity::on(project::LabelEdited const& event,
                                            Recorded const& recorded) {
    return story_of_label(event, recorded);
}

/// Its name goes from the tasks that have it, too.
std::optional<Activity::Story> Activity::on(project::LabelDeleted const& event,
                                            Recorded const& recorded) {
    auto story = story_of_label(event, recorded);
    if (!story) return std::nullopt;
    for (auto& task : tasks_.find_all(&TaskRow::project_id, *story->project)) {
        if (std::erase(task.labels, event.label) > 0) tasks_.put(std::move(task));
    }
    return story;
}

}  // namespace atelier::projections::activity
