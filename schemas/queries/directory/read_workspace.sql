-- Workspace $1 with the role of user $2 and its version.
select w.name, w.slug, w.description, m.role,
       (select version from log.streams where stream = 'workspace-' || w.workspace_id)
from directory.workspaces w join directory.members m using (workspace_id)
where w.workspace_id = $1 and not w.is_deleted and m.user_id = $2 and m.is_member
