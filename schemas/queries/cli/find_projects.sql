-- The projects with the key $1, whatever workspace they are in.
select owner from log.claims where starts_with(scope, 'project_key:') and key = $1 order by owner
