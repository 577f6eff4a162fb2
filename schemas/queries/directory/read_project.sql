-- Project $1 whole, with its version.
select p.workspace_id, p.key, p.name, p.description, b.statuses, b.labels,
       (select version from log.streams where stream = 'project-' || p.project_id)
from directory.projects p join board.projects b using (project_id)
where p.project_id = $1
