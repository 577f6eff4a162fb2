#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/id.hpp"
#include "projections/activity/rows.hpp"

namespace atelier::projections::activity {

struct NamedPerson {
    UserId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedPerson, (), (id, name))

struct NamedProject {
    ProjectId id;
    std::string key;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedProject, (), (id, key, name))

struct NamedTask {
    TaskId id;
    std::string key;
    std::string title;  ///< as it was then
};
BOOST_DESCRIBE_STRUCT(NamedTask, (), (id, key, title))

struct NamedStatus {
    StatusId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedStatus, (), (id, name))

struct NamedLabel {
    LabelId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NamedLabel, (), (id, name))

/// One member of a thing as it was and as it became, in words; people by id.
struct FieldChange {
    std::string field;
    std::optional<std::string> before;
    std::optional<std::string> after;
    std::optional<std::vector<UserId>> people_before;
    std::optional<std::vector<UserId>> people_after;
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, before, after, people_before, people_after))

/// What it happened to, as stored.
struct Subject {
    std::optional<NamedProject> project;
    std::optional<NamedTask> task;
    std::optional<UserId> person;  ///< the member or whose time it is, where it is not the actor
    std::optional<NamedStatus> status;
    std::optional<NamedLabel> label;
};
BOOST_DESCRIBE_STRUCT(Subject, (), (project, task, person, status, label))

/// The same as clients get it: people with their names.
struct ChangeEntity {
    std::string field;
    std::optional<std::string> before;
    std::optional<std::string> after;
    std::optional<std::vector<NamedPerson>> people_before;
    std::optional<std::vector<NamedPerson>> people_after;
};
BOOST_DESCRIBE_STRUCT(ChangeEntity, (), (field, before, after, people_before, people_after))

/// The entity of the topics `activity:<workspace>`; its id there is the position of the event.
struct ActivityEntity {
    EventId id;  ///< of the event, by which it can be undone
    std::int64_t position;
    std::string type;
    std::optional<NamedPerson> actor;
    Timestamp occurred_at;
    Timestamp recorded_at;
    std::optional<NamedProject> project;
    std::optional<NamedTask> task;
    std::optional<NamedPerson> person;
    std::optional<NamedStatus> status;  ///< of the workflow
    std::optional<NamedLabel> label;
    std::optional<EventId> undoes;  ///< the event that this one takes back
    std::vector<ChangeEntity> changes;
};
BOOST_DESCRIBE_STRUCT(ActivityEntity, (),
                      (id, position, type, actor, occurred_at, recorded_at, project, task, person,
                       status, label, undoes, changes))

/// How a person is called.
using NameOf = std::function<std::string(UserId)>;

/// What members see. Of time entries only that they were made, changed or removed: whose time it
/// was and when, only managers see, in the reports.
ActivityEntity entity_of(EntryRow const& row, NameOf const& name_of);

/// What administrators see: everything.
ActivityEntity whole_entity_of(EntryRow const& row, NameOf const& name_of);

}  // namespace atelier::projections::activity
