#include "api/live/activity_reader.hpp"

#include <map>
#include <set>

#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace projections;
using eventstore::ArrayParameter;
using eventstore::Connection;

sql::Query const& query_of(ActivityOf::Kind kind) {
    switch (kind) {
        case ActivityOf::Kind::workspace:
            return sql::activity_list_entries;
        case ActivityOf::Kind::project:
            return sql::activity_list_project_entries;
        case ActivityOf::Kind::task:
            return sql::activity_list_task_entries;
    }
    __builtin_unreachable();
}

eventstore::Parameter types_parameter(std::vector<std::string> const& types) {
    if (types.empty()) return eventstore::parameter(nullptr);
    ArrayParameter array{ArrayParameter::Element::text};
    for (auto const& type : types) array.add(std::string_view{type});
    return array.take();
}

std::vector<activity::EntryRow> rows_in(eventstore::Rows const& rows) {
    std::vector<activity::EntryRow> entries;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        entries.push_back({rows.integer(row, 0),
                           WorkspaceId{rows.uuid(row, 1)},
                           Column<std::optional<ProjectId>>::read(rows, row, 2),
                           Column<std::optional<TaskId>>::read(rows, row, 3),
                           Column<std::optional<UserId>>::read(rows, row, 4),
                           rows.string(row, 5),
                           Timestamp{rows.integer(row, 6)},
                           Timestamp{rows.integer(row, 7)},
                           {rows.string(row, 8)},
                           {rows.string(row, 9)},
                           rows.boolean(row, 10),
                           rows.string(row, 11),
                           Column<std::optional<WholeJson>>::read(rows, row, 12),
                           EventId{rows.uuid(row, 13)},
                           Column<std::optional<EventId>>::read(rows, row, 14)});
    }
    return entries;
}

void collect_people(activity::EntryRow const& row, std::set<UserId>& people) {
    if (row.actor_id) people.insert(*row.actor_id);
    // Names of everybody that the entry mentions are found by asking it for them.
    activity::whole_entity_of(row, [&people](UserId user) {
        people.insert(user);
        return std::string{};
    });
}

}  // namespace

activity::NameOf read_names(Connection& connection,
                            std::vector<activity::EntryRow> const& entries) {
    std::set<UserId> people;
    for (auto const& entry : entries) collect_people(entry, people);
    ArrayParameter ids{ArrayParameter::Element::uuid};
    for (auto user : people) ids.add(user.uuid);
    auto const named = connection.run(sql::directory_list_names, std::move(ids));
    std::map<UserId, std::string> names;
    for (std::size_t row = 0; row < named.size(); ++row)
        names[UserId{named.uuid(row, 0)}] = named.string(row, 1);
    return [names = std::move(names)](UserId user) {
        auto const name = names.find(user);
        return name == names.end() ? std::string{"?"} : name->second;
    };
}

std::vector<activity::ActivityEntity> read_activity(Connection& connection, ActivityOf of,
                                                    ActivityPlace before, int limit,
                                                    ActivityFilter const& filter) {
    auto const entries = rows_in(
        connection.run(query_of(of.kind), of.id, before.milliseconds, before.position, limit,
                       types_parameter(filter.types), filter.person, filter.from, filter.to));
    auto const name_of = read_names(connection, entries);
    std::vector<activity::ActivityEntity> list;
    for (auto const& entry : entries) list.push_back(activity::entity_of(entry, name_of));
    return list;
}

std::vector<activity::EntryRow> read_audit(Connection& connection, WorkspaceId workspace,
                                           Position before, int limit,
                                           ActivityFilter const& filter) {
    return rows_in(connection.run(sql::activity_list_audit, workspace, before, limit,
                                  types_parameter(filter.types), filter.person, filter.from,
                                  filter.to));
}

}  // namespace atelier::api
