-- The role of user $2 in the workspace of time entry $1.
select m.role from timer.entries e join directory.members m using (workspace_id)
where e.entry_id = $1 and not e.is_deleted and m.user_id = $2 and m.is_member
