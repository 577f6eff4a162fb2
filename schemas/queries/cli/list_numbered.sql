-- The streams that hold a number in scope $1: a project's tasks, in the order of their numbers.
select owner from log.claims where scope = $1 order by key
