-- The projects of workspace $1 after key $2, at most $3.
select project_id, key, name, description from directory.projects
where workspace_id = $1 and key > $2 order by key limit $3
