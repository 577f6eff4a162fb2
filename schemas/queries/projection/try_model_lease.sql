-- Whether this session now holds the lease of read model $2 ($1: what the leases are of).
select pg_try_advisory_lock(hashtext($1), hashtext($2))
