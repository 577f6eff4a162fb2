-- Whether there is a project $1.
select from directory.projects p join directory.workspaces w using (workspace_id)
where p.project_id = $1 and not p.is_deleted and not w.is_deleted
