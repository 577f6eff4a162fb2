#include "api/live/topic_loader.hpp"

#include "api/live/activity_reader.hpp"
#include "api/routes/task_lists.hpp"
#include "domain/access/roles.hpp"
#include "domain/project/events.hpp"
#include "projections/board/board.hpp"
#include "projections/core/column.hpp"
#include "projections/core/model_snapshot.hpp"
#include "projections/directory/entities.hpp"
#include "schemas/codec/json.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace projections;
using eventstore::ArrayParameter;
using eventstore::Connection;

struct TopicName {
    std::string_view kind;
    std::optional<Uuid> id;
};

TopicName parse(std::string_view topic) {
    auto const colon = topic.find(':');
    if (colon == std::string_view::npos) return {topic, {}};
    return {topic.substr(0, colon), uuid_from_text(topic.substr(colon + 1))};
}

template <class Entity>
void add(Entities& entities, char const* kind, std::string id, Entity const& entity) {
    entities[{kind, std::move(id)}] = codec::to_json(entity);
}

bool load_board(Connection& connection, ProjectId project, Entities& entities) {
    auto const found = connection.run(sql::board_read_project, project);
    if (found.empty()) return false;
    auto const key = found.string(0, 0);
    add(entities, "project", to_text(project),
        board::ProjectEntity{project, key, found.string(0, 1),
                             Column<project::Lifecycle>::read(found, 0, 2), found.boolean(0, 3)});
    std::int64_t order = 0;
    auto const statuses =
        codec::from_json<std::vector<project::WorkflowStatus>>(found.text(0, 4)).value();
    for (auto const& status : statuses) {
        add(entities, "status", to_text(status.id), board::entity_of(status, order++));
    }
    for (auto const& label :
         codec::from_json<std::vector<project::Label>>(found.text(0, 5)).value()) {
        add(entities, "label", to_text(label.id), label);
    }
    auto const rows = connection.run(sql::board_read_cards, project);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        board::CardRow const card{TaskId{rows.uuid(row, 0)},
                                  project,
                                  rows.integer(row, 1),
                                  rows.string(row, 2),
                                  StatusId{rows.uuid(row, 3)},
                                  Column<Rank>::read(rows, row, 4),
                                  Column<task::Priority>::read(rows, row, 5),
                                  Column<std::vector<UserId>>::read(rows, row, 6),
                                  Column<std::vector<LabelId>>::read(rows, row, 7),
                                  Column<std::optional<DateOrTime>>::read(rows, row, 8),
                                  Column<task::Type>::read(rows, row, 9),
                                  Column<std::optional<DateOrTime>>::read(rows, row, 10),
                                  Column<std::optional<std::int64_t>>::read(rows, row, 11),
                                  Column<std::optional<DateOrTime>>::read(rows, row, 12),
                                  Column<std::vector<UserId>>::read(rows, row, 13),
                                  false,
                                  false,
                                  0};
        add(entities, "card", to_text(card.task_id), board::entity_of(card, key, statuses));
    }
    return true;
}

/// A task that was deleted is an empty topic: it may be restored.
void load_task(Connection& connection, TaskId task, Entities& entities) {
    auto const rows = connection.run(sql::task_read_task, task);
    if (!rows.empty()) add(entities, "task", to_text(task), task_in(rows, 0));
}

void load_person(Connection& connection, UserId user, Entities& entities) {
    auto const person = connection.run(sql::directory_read_user, user);
    if (!person.empty()) {
        add(entities, "user", to_text(user),
            directory::PersonEntity{user, person.string(0, 1), person.string(0, 2),
                                    person.string(0, 3), person.string(0, 4)});
    }
    auto const memberships = connection.run(sql::directory_list_memberships, user);
    for (std::size_t row = 0; row < memberships.size(); ++row) {
        WorkspaceId const workspace{memberships.uuid(row, 0)};
        add(entities, "workspace", to_text(workspace),
            directory::MembershipEntity{workspace, memberships.string(row, 1),
                                        memberships.string(row, 2),
                                        Column<WorkspaceRole>::read(memberships, row, 3)});
    }
    auto const timers = connection.run(sql::directory_list_timers, user);
    for (std::size_t row = 0; row < timers.size(); ++row) {
        WorkspaceId const workspace{timers.uuid(row, 0)};
        add(entities, "timer", to_text(workspace),
            directory::RunningTimerEntity{workspace, TaskId{timers.uuid(row, 1)},
                                          timers.string(row, 2), timers.boolean(row, 3),
                                          Timestamp{timers.integer(row, 4)},
                                          Column<std::optional<Timestamp>>::read(timers, row, 5),
                                          timers.integer(row, 6) / 1000});
    }
}

/// The id is that of a project or of a workspace.
bool is_project(Connection& connection, Uuid id) {
    return !connection.run(sql::directory_workspace_of_project, id).empty();
}

void load_activity(Connection& connection, Uuid id, Entities& entities) {
    ActivityOf const of{
        is_project(connection, id) ? ActivityOf::Kind::project : ActivityOf::Kind::workspace, id};
    for (auto const& entity :
         read_activity(connection, of, ActivityPlace::latest, activity_entities)) {
        add(entities, "activity", std::to_string(entity.position), entity);
    }
}

}  // namespace

Position topic_position(Connection& connection, std::string const& topic) {
    ArrayParameter topics{ArrayParameter::Element::text};
    topics.add(std::string_view{topic});
    auto const rows = connection.run(sql::projection_read_topics, std::move(topics));
    return rows.empty() ? 0 : rows.integer(0, 1);
}

std::optional<TopicState> load_topic(Connection& connection, std::string const& topic) {
    auto const [kind, id] = parse(topic);
    if (!id) return std::nullopt;
    projections::ModelSnapshot const snapshot{connection};
    TopicState state;
    state.position = topic_position(connection, topic);
    if (kind == "board") {
        if (!load_board(connection, ProjectId{*id}, state.entities)) return std::nullopt;
    } else if (kind == "activity") {
        load_activity(connection, *id, state.entities);
    } else if (kind == "task") {
        load_task(connection, TaskId{*id}, state.entities);
    } else if (kind == "user") {
        load_person(connection, UserId{*id}, state.entities);
    } else {
        return std::nullopt;
    }
    return state;
}

std::optional<TopicAhead> ahead_of_topic(Connection& connection, std::string const& topic) {
    auto const [kind, id] = parse(topic);
    if (!id) return std::nullopt;
    ArrayParameter streams{ArrayParameter::Element::text};
    if (kind == "task") streams.add(to_text(stream_of(TaskId{*id})));
    if (kind == "board" || kind == "activity") streams.add(to_text(stream_of(ProjectId{*id})));
    if (kind == "activity") streams.add(to_text(stream_of(WorkspaceId{*id})));
    auto const rows = connection.run(sql::log_last_of_topic, std::move(streams));
    if (rows.empty()) return std::nullopt;
    return TopicAhead{kind == "task" ? "task" : "directory", rows.integer(0, 0)};
}

bool may_see_topic(Connection& connection, std::string const& topic, UserId user) {
    auto const [kind, id] = parse(topic);
    if (!id) return false;
    if (kind == "user") return *id == user.uuid;
    if (kind != "board" && kind != "activity" && kind != "task") return false;
    auto place = *id;
    if (kind == "task") {
        // A deleted task is an empty topic that goes on when it is restored.
        auto const project = connection.run(sql::task_project_of_task, *id);
        if (project.empty()) return false;
        place = project.uuid(0, 0);
    }
    bool const is_in_project = kind != "activity" || is_project(connection, place);
    auto const rows = connection.run(
        is_in_project ? sql::directory_role_in_project : sql::directory_role_in_workspace, place,
        user);
    if (rows.empty()) return false;
    Standing const standing{Column<WorkspaceRole>::read(rows, 0, 0),
                            Column<std::optional<ProjectRole>>::read(rows, 0, 1)};
    return may(standing, kind != "activity" ? Permission::view_project : Permission::view_activity);
}

}  // namespace atelier::api
