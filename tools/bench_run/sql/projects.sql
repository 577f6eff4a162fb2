-- Projects first to last, made as the real one whose id is given, in the workspaces in turn.
select 'project-' || md5('bench project ' || n)::uuid as stream, 1::bigint as version, real.type, real.schema_version,
       place.workspace::uuid as workspace,
       (real.data::jsonb || jsonb_build_object('workspace', place.workspace, 'key', 'B' || n, 'name', 'Basin ' || n))::text as data,
       real.metadata
from generate_series(%(first)s, %(last)s) n
cross join lateral (select (%(workspaces)s::text[])[1 + n %% cardinality(%(workspaces)s::text[])] as workspace) place
cross join (select * from log.events where stream = 'project-' || %(like)s and version = 1) real
order by n
