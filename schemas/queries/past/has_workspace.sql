-- Whether there is a workspace $1.
select from directory.workspaces where workspace_id = $1 and not is_deleted
