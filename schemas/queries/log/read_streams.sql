-- The events of the streams $1, each after its version in $2.
select e.position, e.event_id, e.stream, e.version, e.type, e.schema_version, e.workspace_id, e.data, e.metadata,
       (extract(epoch from e.recorded_at) * 1000)::bigint
from (select unnest($1::text[]) as stream, unnest($2::bigint[]) as version) as wanted
cross join lateral (select * from log.events x where x.stream = wanted.stream and x.version > wanted.version
                    order by x.version) e
