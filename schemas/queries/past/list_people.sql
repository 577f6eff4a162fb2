-- Everybody who is or was a member of workspace $1.
select user_id from directory.members where workspace_id = $1
