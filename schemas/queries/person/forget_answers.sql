-- Removes what was kept for repeated commands of the people $1 (ids' texts), and of their registration.
delete from log.commands
where scope = any($1::text[])
   or (scope = 'anonymous' and substring(response from '"id":"([0-9a-f-]{36})"') = any($1::text[]))
