-- The greatest key claimed in scope $1: task numbers are written with leading zeros.
select max(key) from log.claims where scope = $1
