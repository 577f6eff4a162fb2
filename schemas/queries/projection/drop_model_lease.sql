-- This session gives the lease of read model $2 back ($1: what the leases are of).
select pg_advisory_unlock(hashtext($1), hashtext($2))
