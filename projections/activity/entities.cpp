#include "projections/activity/entities.hpp"

#include "schemas/codec/json.hpp"

namespace atelier::projections::activity {
namespace {

std::optional<std::vector<NamedPerson>> named(std::optional<std::vector<UserId>> const& people,
                                              NameOf const& name_of) {
    if (!people) return std::nullopt;
    std::vector<NamedPerson> list;
    for (auto user : *people) list.push_back({user, name_of(user)});
    return list;
}

std::optional<NamedPerson> named(std::optional<UserId> person, NameOf const& name_of) {
    if (!person) return std::nullopt;
    return NamedPerson{*person, name_of(*person)};
}

constexpr std::string_view time_entry_types = "TimeEntry";

}  // namespace

ActivityEntity entity_of(EntryRow const& row, NameOf const& name_of) {
    auto entity = whole_entity_of(row, name_of);
    if (row.type.starts_with(time_entry_types)) entity.changes.clear();
    return entity;
}

ActivityEntity whole_entity_of(EntryRow const& row, NameOf const& name_of) {
    auto const subject =
        codec::from_json<Subject>(row.subject.text, codec::Unknown::ignore).value_or(Subject{});
    ActivityEntity entity{row.event_id,
                          row.position,
                          row.type,
                          named(row.actor_id, name_of),
                          row.occurred_at,
                          row.recorded_at,
                          subject.project,
                          subject.task,
                          named(subject.person, name_of),
                          subject.status,
                          subject.label,
                          row.undoes,
                          {}};
    auto const changes =
        codec::from_json<std::vector<FieldChange>>(row.changes.text, codec::Unknown::ignore)
            .value_or(std::vector<FieldChange>{});
    for (auto const& change : changes) {
        entity.changes.push_back({change.field, change.before, change.after,
                                  named(change.people_before, name_of),
                                  named(change.people_after, name_of)});
    }
    return entity;
}

}  // namespace atelier::projections::activity
