-- Everybody who was ever erased, by id.
select key from log.claims where scope = 'erased_people' order by key
