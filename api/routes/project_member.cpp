#include "api/core/command_route.hpp"
#include "api/core/cursor.hpp"
#include "api/core/query_route.hpp"
#include "api/routes/routes.hpp"
#include "api/views/project.hpp"
#include "commands/core/authorise.hpp"
#include "commands/project/add_project_member.hpp"
#include "commands/project/change_project_member_role.hpp"
#include "commands/project/remove_project_member.hpp"
#include "commands/workspace/members.hpp"
#include "projections/core/column.hpp"
#include "schemas/sql.hpp"

namespace atelier::api {
namespace {

using namespace commands;
using projections::Column;

ProjectRoleView role_in(Scene const& after, ProjectId project, UserId user) {
    return {user, standing_in(after, project, user).value().project};
}

ProjectRoleView added(Scene const& after, AddProjectMember const& command, Context const& context) {
    auto const user = find_person({command.email, command.user}, after, context);
    return role_in(after, command.project, user.value());
}

template <class Command>
ProjectRoleView project_role_after(Scene const& after, Command const& command, Context const&) {
    return role_in(after, command.project, command.user);
}

QueryResult list_project_members(Query& query) {
    auto const page = page_of(query.exchange, 1);
    if (!page) return std::unexpected(page.error());
    auto const rows =
        query.connection.run(sql::directory_list_project_members, query.id<ProjectId>("project"),
                             page->after_id(0), page->limit + 1);
    std::vector<ProjectMemberView> list;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        list.push_back({UserId{rows.uuid(row, 0)}, rows.string(row, 1), rows.string(row, 2),
                        Column<ProjectRole>::read(rows, row, 3)});
    }
    return page->answer(std::move(list), [](ProjectMemberView const& last) {
        return std::vector{to_text(last.user)};
    });
}

}  // namespace

Routes project_member_routes() {
    Routes routes;
    routes.push_back(get("/projects/{project}/members", "List who has a role in the project",
                         "Project members", Permission::view_project, "directory",
                         page_parameters())
                         .answers_list_of<ProjectMemberView>(&list_project_members));
    routes.push_back(
        post<AddProjectMember>("/projects/{project}/members",
                               "Give somebody of the workspace a role, by e-mail or id",
                               "Project members")
            .answers(&added));
    routes.push_back(patch<ChangeProjectMemberRole>("/projects/{project}/members/{user}",
                                                    "Change somebody's role in the project",
                                                    "Project members")
                         .answers(&project_role_after<ChangeProjectMemberRole>));
    routes.push_back(remove<RemoveProjectMember>("/projects/{project}/members/{user}",
                                                 "Take somebody's role in the project away",
                                                 "Project members")
                         .answers(&project_role_after<RemoveProjectMember>));
    return routes;
}

}  // namespace atelier::api
