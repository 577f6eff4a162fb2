-- The role of user $2 in workspace $1.
select m.role from directory.members m where m.workspace_id = $1 and m.user_id = $2 and m.is_member
