-- The rebuilds that are on their way, or were left: how far they are, and whether somebody is at it ($1: what leases are of).
select r.name, r.model_version, r.phase, r.folded, r.target, (extract(epoch from r.started_at) * 1000)::bigint,
       coalesce((select max(a.application_name) from pg_locks l join pg_stat_activity a on a.pid = l.pid
                 where l.locktype = 'advisory' and l.granted
                   and l.database = (select oid from pg_database where datname = current_database())
                   and l.classid = hashtext($1)::bigint::bit(32)::bigint::oid
                   and l.objid = hashtext(r.name)::bigint::bit(32)::bigint::oid), '')
from projection.rebuilds r order by r.name
