-- Tasks that were due by $3 (milliseconds) and are not done, whose due time was not announced, after task $4, at most
-- $5. Of those only the ones that fell due after $2 or changed after position $1.
with candidates as (
    select task_id from task.tasks where due > to_timestamp($2 / 1000.0) and due <= to_timestamp($3 / 1000.0)
    union
    select task_id from task.tasks where position > $1 and due <= to_timestamp($3 / 1000.0)
)
select t.task_id
from candidates c join task.tasks t using (task_id) join board.projects p using (project_id)
where not t.is_archived and not t.is_deleted and t.announced_due is distinct from t.due
  and exists (select from jsonb_array_elements(p.statuses) s
              where s ->> 'id' = t.status::text and s ->> 'category' <> 'DONE')
  and t.task_id > $4
order by t.task_id limit $5
