-- Every workspace of user $1 with their role.
select w.workspace_id, w.name, w.slug, m.role
from directory.members m join directory.workspaces w using (workspace_id)
where m.user_id = $1 and m.is_member and not w.is_deleted
