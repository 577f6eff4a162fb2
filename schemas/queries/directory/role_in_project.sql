-- The role of user $2 in the workspace of project $1.
select m.role from directory.projects p join directory.members m using (workspace_id)
where p.project_id = $1 and m.user_id = $2 and m.is_member
