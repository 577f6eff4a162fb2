-- Who owns the claim $2 in scope $1.
select owner from log.claims where scope = $1 and key = $2
