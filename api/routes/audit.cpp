#include "api/views/audit.hpp"

#include "api/core/csv.hpp"
#include "api/core/cursor.hpp"
#include "api/routes/activity_filters.hpp"
#include "api/routes/routes.hpp"

namespace atelier::api {
namespace {

using namespace projections::activity;

constexpr auto erased = "[erased]";
constexpr int csv_rows = 10'000;  ///< of one answer; the header `Link` leads on

/// Where the request came from; of a person who was erased nobody can tell any more.
void open_origin(Query& query, EntryRow const& row, AuditView& view) {
    if (!row.origin) return;
    auto const sealed = codec::from_json<Personal<eventstore::Origin>>(row.origin->text);
    auto const origin = sealed ? query.exchange.services.engine.keys.open(*sealed) : std::nullopt;
    view.address = origin ? origin->address : erased;
    view.user_agent = origin ? origin->user_agent : erased;
}

AuditView view_of(Query& query, EntryRow const& row, NameOf const& name_of) {
    auto entity = whole_entity_of(row, name_of);
    AuditView view{entity.id,
                   entity.position,
                   entity.type,
                   row.command,
                   std::move(entity.actor),
                   entity.occurred_at,
                   entity.recorded_at,
                   {},
                   {},
                   std::move(entity.project),
                   std::move(entity.task),
                   std::move(entity.person),
                   entity.undoes,
                   std::move(entity.changes)};
    open_origin(query, row, view);
    return view;
}

std::string names_of(std::vector<NamedPerson> const& people) {
    std::string names;
    for (auto const& person : people) names += (names.empty() ? "" : ", ") + person.name;
    return names;
}

std::string side(std::optional<std::string> const& text,
                 std::optional<std::vector<NamedPerson>> const& people) {
    return people ? names_of(*people) : text.value_or("");
}

/// `status: To do → Done; title: …`.
std::string in_words(std::vector<ChangeEntity> const& changes) {
    std::string text;
    for (auto const& change : changes) {
        text += (text.empty() ? "" : "; ") + change.field + ": " +
                side(change.before, change.people_before) + " → " +
                side(change.after, change.people_after);
    }
    return text;
}

void add_line(Csv& csv, AuditView const& view) {
    csv.add({std::to_string(view.position), to_text(view.recorded_at), to_text(view.occurred_at),
             view.type, view.command, view.actor ? to_text(view.actor->id) : "",
             view.actor ? view.actor->name : "system", view.address.value_or(""),
             view.user_agent.value_or(""), view.project ? view.project->key : "",
             view.task ? view.task->key : "", view.task ? view.task->title : "",
             view.person ? view.person->name : "", in_words(view.changes)});
}

QueryResult list_audit(Query& query) {
    auto const is_csv = wants_csv(query);
    if (!is_csv) return std::unexpected(is_csv.error());
    Filters filters{query};
    auto const filter = read_activity_filter(filters);
    auto page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    if (auto problem = filters.problem()) return std::unexpected(std::move(*problem));
    if (*is_csv && !filters.text("limit")) page->limit = csv_rows;
    auto const rows =
        read_audit(query.connection, query.id<WorkspaceId>("workspace"),
                   page->after_number(0, ActivityPlace::latest.position), page->limit + 1, filter);
    auto const name_of = read_names(query.connection, rows);
    std::vector<AuditView> list;
    for (auto const& row : rows) list.push_back(view_of(query, row, name_of));
    auto const key_of = [](AuditView const& last) {
        return std::vector{std::to_string(last.position)};
    };
    if (!*is_csv) return page->answer(std::move(list), key_of);
    std::optional<std::string> next;
    if (list.size() > static_cast<std::size_t>(page->limit)) {
        list.pop_back();
        next = page->cursor_for(key_of(list.back()));
    }
    Csv csv{{"position", "recorded_at", "occurred_at", "type", "command", "actor_id", "actor",
             "address", "user_agent", "project", "task", "task_title", "person", "changes"}};
    for (auto const& view : list) add_line(csv, view);
    return csv.answer("audit.csv", query, next);
}

}  // namespace

Routes audit_routes() {
    auto parameters = page_parameters();
    for (auto& one : activity_filter_parameters()) parameters.push_back(std::move(one));
    parameters.push_back(format_parameter());
    Routes routes;
    auto route = get("/workspaces/{workspace}/audit",
                     "Every event of the workspace, with who, from where and by which command; the "
                     "newest first",
                     "Audit", Permission::view_audit, "activity", std::move(parameters))
                     .answers_list_of<AuditView>(&list_audit);
    route.info.also_csv = true;
    routes.push_back(std::move(route));
    return routes;
}

}  // namespace atelier::api
