-- What the board of project $1 is made of besides its cards.
select workspace_id, key, name, statuses, labels from board.projects where project_id = $1
