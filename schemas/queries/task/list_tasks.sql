-- The tasks of project $1 that are not deleted, after number $2, at most $3; $4 status and $5 assignee filter if not null.
select t.task_id, p.key || '-' || t.number, t.number, t.project_id, t.title, t.description, t.status, t.rank, t.priority,
       t.assignees, t.labels, (extract(epoch from t.due) * 1000)::bigint, t.is_archived, t.is_deleted,
       (extract(epoch from t.created_at) * 1000)::bigint, (extract(epoch from t.updated_at) * 1000)::bigint, t.version
from task.tasks t join directory.projects p using (project_id)
where t.project_id = $1 and not t.is_deleted and t.number > $2
  and ($4::uuid is null or t.status = $4) and ($5::uuid is null or t.assignees @> array[$5::uuid])
order by t.number limit $3
