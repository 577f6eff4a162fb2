-- Removes the keys and passwords of everybody who was ever erased: what the erasure has overwritten, or what a backup
-- from before has brought back.
delete from log.secrets s using log.claims e
where e.scope = 'erased_people' and s.kind in ('person_key', 'password') and s.key = e.key
