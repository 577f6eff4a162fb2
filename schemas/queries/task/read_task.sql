-- Task $1 with the key of its project, and the position of its topic's last delta.
select t.task_id, p.key || '-' || t.number, t.number, t.project_id, t.title, t.description, t.status, t.rank, t.priority,
       t.assignees, t.labels, (extract(epoch from t.due) * 1000000)::bigint, t.type,
       (extract(epoch from t.start) * 1000000)::bigint, t.estimate_seconds, t.is_overdue, t.is_archived, t.is_deleted,
       t.created_by, (extract(epoch from t.created_at) * 1000)::bigint,
       (extract(epoch from t.updated_at) * 1000)::bigint, t.version,
       coalesce((select d.position from projection.topics d where d.topic = 'task:' || t.task_id), 0)
from task.tasks t join task.projects p using (project_id)
where t.task_id = $1 and not t.is_deleted
