-- Who holds the lease $2 ($1: what the leases are of), and since when it has been there.
select a.application_name, (extract(epoch from a.backend_start) * 1000)::bigint
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
  and l.classid = hashtext($1)::bigint::bit(32)::bigint::oid and l.objid = hashtext($2)::bigint::bit(32)::bigint::oid
