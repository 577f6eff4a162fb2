-- The statuses and labels of project $1, with its version.
select statuses, labels, (select version from log.streams where stream = 'project-' || project_id)
from board.projects where project_id = $1
