-- The role of user $2 in the workspace of time entry $1.
select m.role, null
from timer.entries e join directory.workspaces w using (workspace_id) join directory.members m using (workspace_id)
where e.entry_id = $1 and not e.is_deleted and not w.is_deleted and m.user_id = $2 and m.is_member
