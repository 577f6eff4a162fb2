-- The task right above rank $3 in status $2 of project $1, with its rank; not one of the tasks $4.
select task_id, rank from board.cards
where project_id = $1 and status = $2 and rank < $3 and not is_archived and not is_deleted and task_id <> all($4::uuid[])
order by rank desc limit 1
