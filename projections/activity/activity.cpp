#include "projections/activity/activity.hpp"

#include "eventstore/log/undone_event.hpp"
#include "projections/activity/words.hpp"
#include "schemas/codec/json.hpp"

namespace atelier::projections::activity {
namespace {

constexpr auto erased = "[erased]";

template <class Item, class AnyId>
std::string name_in(Json const& list, AnyId id) {
    auto const items = codec::from_json<std::vector<Item>>(list.text, codec::Unknown::ignore);
    if (items) {
        for (auto const& item : *items) {
            if (item.id == id) return item.name;
        }
    }
    return "?";
}

}  // namespace

FieldChange words(char const* field, std::optional<std::string> before,
                  std::optional<std::string> after) {
    return {field, std::move(before), std::move(after), {}, {}};
}

void Activity::apply(Recorded const& recorded, Deltas& deltas) {
    if (recorded.stream.kind == StreamKind::session) return;
    EventStreamId const stream{recorded.stream.id};
    auto const* known = streams_.find(stream);
    if (known && known->position >= recorded.position) return;
    streams_.put({stream, recorded.position});
    auto story = story_of(recorded);
    if (recorded.workspace.is_nil()) return;
    bool const is_story = story.has_value();
    if (!story) story = Story{};
    auto const& metadata = recorded.metadata;
    EntryRow const row{
        recorded.position,
        recorded.workspace,
        story->project,
        story->task,
        metadata.actor,
        std::string{eventstore::type_of(recorded.event)},
        recorded.occurred_at(),
        recorded.recorded_at,
        {codec::to_json(story->subject)},
        {codec::to_json(story->changes)},
        is_story,
        metadata.command,
        metadata.origin ? std::optional{WholeJson{codec::to_json(*metadata.origin)}} : std::nullopt,
        recorded.id,
        eventstore::undone_by(metadata)};
    auto const& kept = entries_.put(row);
    if (is_story) tell(kept, deltas);
}

void Activity::tell(EntryRow const& row, Deltas& deltas) {
    if (deltas.is_silent()) return;
    std::vector<std::string> followed;
    auto const add = [&](std::string topic) {
        if (!deltas.touch(topic)) followed.push_back(std::move(topic));
    };
    add(activity_topic(row.workspace_id));
    if (row.project_id) add(activity_topic(*row.project_id));
    if (followed.empty()) return;
    auto const entity =
        codec::to_json(entity_of(row, [this](UserId user) { return name_of(user); }));
    auto const id = std::to_string(row.position);
    for (auto const& topic : followed) deltas.upsert(topic, "activity", id, entity);
}

std::optional<Activity::Story> Activity::story_of(Recorded const& recorded) {
    return std::visit([&](auto const& event) { return on(event, recorded); }, recorded.event);
}

std::optional<Activity::Story> Activity::story_of_task(TaskId task) {
    auto const* row = tasks_.find(task);
    if (!row) return std::nullopt;
    auto const* project = projects_.find(row->project_id);
    auto const key = project ? project->key : std::string{"?"};
    Story story;
    story.task = task;
    story.project = row->project_id;
    story.subject.task = NamedTask{task, key + "-" + std::to_string(row->number), row->title};
    if (project) story.subject.project = NamedProject{row->project_id, project->key, project->name};
    return story;
}

std::optional<Activity::Story> Activity::on(user::UserRegistered const& event,
                                            Recorded const& recorded) {
    people_.put({UserId{recorded.stream.id}, keys_.open(event.name).value_or(erased)});
    return std::nullopt;
}

std::optional<Activity::Story> Activity::on(user::ProfileEdited const& event,
                                            Recorded const& recorded) {
    if (event.name) {
        people_.put({UserId{recorded.stream.id}, keys_.open(*event.name).value_or(erased)});
    }
    return std::nullopt;
}

std::optional<Activity::Story> Activity::on(user::PersonErased const&, Recorded const& recorded) {
    people_.put({UserId{recorded.stream.id}, erased});
    return std::nullopt;
}

std::optional<Activity::Story> Activity::on(task::TaskCreated const& event,
                                            Recorded const& recorded) {
    TaskId const task{recorded.stream.id};
    tasks_.put({task, event.project, event.number, event.title, event.status, event.priority,
                event.assignees, event.labels, event.due, event.kind, event.start,
                event.estimate_seconds});
    auto story = story_of_task(task);
    story->changes.push_back(words("status", {}, status_name(event.project, event.status)));
    return story;
}

std::optional<Activity::Story> Activity::on(task::TaskEdited const& event,
                                            Recorded const& recorded) {
    TaskId const task{recorded.stream.id};
    auto story = story_of_task(task);
    if (!story) return std::nullopt;
    auto row = *tasks_.find(task);
    if (event.title) story->changes.push_back(words("title", row.title, *event.title));
    if (event.description) story->changes.push_back(words("description", {}, {}));
    if (event.priority)
        story->changes.push_back(
            words("priority", in_words(row.priority), in_words(*event.priority)));
    if (event.assignees)
        story->changes.push_back({"assignees", {}, {}, row.assignees, *event.assignees});
    if (event.labels) {
        story->changes.push_back(words("labels", label_names(row.project_id, row.labels),
                                       label_names(row.project_id, *event.labels)));
    }
    if (!event.due.is_kept()) {
        auto const due = patched(row.due, event.due);
        story->changes.push_back(words("due", in_words(row.due), in_words(due)));
        row.due = due;
    }
    if (event.kind) {
        story->changes.push_back(words("type", in_words(row.type), in_words(*event.kind)));
        row.type = *event.kind;
    }
    if (!event.start.is_kept()) {
        auto const start = patched(row.start, event.start);
        story->changes.push_back(words("start", in_words(row.start), in_words(start)));
        row.start = start;
    }
    if (!event.estimate_seconds.is_kept()) {
        auto const estimate = patched(row.estimate_seconds, event.estimate_seconds);
        story->changes.push_back(
            words("estimate_seconds", in_words(row.estimate_seconds), in_words(estimate)));
        row.estimate_seconds = estimate;
    }
    if (event.title) row.title = *event.title;
    if (event.priority) row.priority = *event.priority;
    if (event.assignees) row.assignees = *event.assignees;
    if (event.labels) row.labels = *event.labels;
    tasks_.put(std::move(row));
    return story;
}

std::optional<Activity::Story> Activity::on(task::TaskMoved const& event,
                                            Recorded const& recorded) {
    TaskId const task{recorded.stream.id};
    auto story = story_of_task(task);
    if (!story) return std::nullopt;
    auto row = *tasks_.find(task);
    story->changes.push_back(words("status", status_name(row.project_id, row.status),
                                   status_name(row.project_id, event.status)));
    row.status = event.status;
    tasks_.put(std::move(row));
    return story;
}

std::string Activity::status_name(ProjectId project, StatusId status) {
    auto const* row = projects_.find(project);
    return row ? name_in<project::WorkflowStatus>(row->statuses, status) : "?";
}

std::string Activity::label_names(ProjectId project, std::vector<LabelId> const& labels) {
    auto const* row = projects_.find(project);
    std::string names;
    for (auto label : labels) {
        names += (names.empty() ? "" : ", ") +
                 (row ? name_in<project::Label>(row->labels, label) : std::string{"?"});
    }
    return names;
}

std::string Activity::name_of(UserId user) {
    // The row in memory may be older: of another projector, which has not read of the erasure.
    if (keys_.is_forgotten(user)) return erased;
    auto const* person = people_.find(user);
    return person ? person->name : "?";
}

}  // namespace atelier::projections::activity
