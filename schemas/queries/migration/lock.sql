-- Waits for any other migration of this database to end; held until the end of the transaction.
select pg_advisory_xact_lock(hashtextextended('atelier.migrate', 0))
