#pragma once

#include "api/core/route.hpp"

namespace atelier::api {

// One function for each capability; together they are the route table.
Routes auth_routes();
Routes session_routes();
Routes me_routes();
Routes personal_data_routes();
Routes workspace_routes();
Routes member_routes();
Routes project_routes();
Routes project_member_routes();
Routes workflow_routes();
Routes task_routes();
Routes timer_routes();
Routes time_entry_routes();
Routes time_report_routes();
Routes import_routes();
Routes activity_routes();
Routes audit_routes();
Routes undo_routes();
Routes system_routes();
Routes metrics_routes();
Routes docs_routes();

/// Every route there is.
Routes all_routes();

}  // namespace atelier::api
