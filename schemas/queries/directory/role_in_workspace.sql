-- The role of user $2 in workspace $1.
select m.role, null from directory.members m join directory.workspaces w using (workspace_id)
where m.workspace_id = $1 and m.user_id = $2 and m.is_member and not w.is_deleted
