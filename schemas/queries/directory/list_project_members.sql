-- Who has a role in project $1, after user $2, at most $3.
select r.user_id, coalesce(u.name, '?'), coalesce(u.email, '?'), r.role
from directory.projects p join directory.project_members r using (project_id)
join directory.members m on m.workspace_id = p.workspace_id and m.user_id = r.user_id and m.membership = r.membership
left join directory.users u on u.user_id = r.user_id
where p.project_id = $1 and r.is_member and m.is_member and r.user_id > $2
order by r.user_id limit $3
