-- The cards on the board of project $1.
select task_id, number, title, status, rank, priority, assignees, labels,
       (extract(epoch from due) * 1000000)::bigint, type, (extract(epoch from start) * 1000000)::bigint,
       estimate_seconds, (extract(epoch from announced_due) * 1000000)::bigint, timers
from board.cards where project_id = $1 and not is_archived and not is_deleted
order by status, rank
