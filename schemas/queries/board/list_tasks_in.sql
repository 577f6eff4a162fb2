-- The tasks in status $2 of project $1, archived and deleted ones too, at most $3; not one of the tasks $4.
select task_id from board.cards where project_id = $1 and status = $2 and task_id <> all($4::uuid[]) limit $3
