-- What the board of project $1 is made of besides its cards.
select key, name, status, is_archived, statuses, labels from board.projects where project_id = $1
