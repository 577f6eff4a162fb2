-- The members of workspace $1 after user $2, at most $3.
select m.user_id, coalesce(u.name, '?'), coalesce(u.email, '?'), m.role
from directory.members m left join directory.users u using (user_id)
where m.workspace_id = $1 and m.is_member and m.user_id > $2
order by m.user_id limit $3
