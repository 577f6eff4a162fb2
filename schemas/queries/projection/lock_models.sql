-- Held until the end of the transaction by whoever makes or switches read models.
select pg_advisory_xact_lock(hashtext('atelier.models'))
