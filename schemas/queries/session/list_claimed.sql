-- The sessions claimed in scope $1.
select key from log.claims where scope = $1
