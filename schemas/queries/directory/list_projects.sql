-- The projects of workspace $1 after key $2, at most $3; of a list that began at position $4, if it is not null, what got another
-- key since is left out: it was seen, or may be seen again.
select p.project_id, p.workspace_id, p.key, p.name, p.description,
       (select r.user_id from directory.project_members r join directory.members m
        on m.workspace_id = p.workspace_id and m.user_id = r.user_id and m.membership = r.membership
        where r.project_id = p.project_id and r.role = 'LEAD' and r.is_member and m.is_member) as lead,
       p.status, p.priority, p.start_date - date '1970-01-01', p.end_date - date '1970-01-01', p.is_archived,
       coalesce($4, (select max(c.position) from projection.checkpoints c where c.name = 'directory'))
from directory.projects p
where p.workspace_id = $1 and not p.is_deleted and p.key > $2
  and ($4::bigint is null or p.key_position <= $4) order by p.key limit $3
