-- Whether this session now holds the lease $2 of the projectors ($1: what the leases are of).
select pg_try_advisory_lock(hashtext($1), $2)
