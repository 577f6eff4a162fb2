-- The stream of task number $3 in the project with key $2 of workspace $1.
select n.owner from log.claims p
join log.claims n on n.scope = 'task_number:' || substr(p.owner, length('project-') + 1)
where p.scope = 'project_key:' || $1::uuid and p.key = $2 and n.key = lpad($3, 12, '0')
