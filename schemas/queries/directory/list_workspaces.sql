-- The workspaces of user $1 with their role, after slug $2, at most $3; of a list that began at position $4, if it is not null,
-- what got another slug since is left out: it was seen, or may be seen again.
select w.workspace_id, w.name, w.slug, w.description, m.role,
       coalesce($4, (select max(c.position) from projection.checkpoints c where c.name = 'directory'))
from directory.members m join directory.workspaces w using (workspace_id)
where m.user_id = $1 and m.is_member and not w.is_deleted and w.slug > $2 and ($4::bigint is null or w.slug_position <= $4)
order by w.slug limit $3
