-- The workspaces that person $1 is in, or was, as far as the read model has come.
select workspace_id from directory.members where user_id = $1 order by workspace_id
