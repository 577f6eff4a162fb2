-- Time entries first to last of the given workspace, an hour each, through the year 2026, on its tasks in turn.
select 'time_entry-' || md5('bench entry ' || n)::uuid as stream, 1::bigint as version, 'TimeEntryAdded' as type,
       1 as schema_version, %(workspace)s::uuid as workspace,
       json_build_object(
           'user', person, 'workspace', %(workspace)s, 'task', (%(tasks)s::text[])[1 + n %% cardinality(%(tasks)s::text[])],
           'started_at', to_char(begins, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'stopped_at', to_char(begins + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'note', '', 'billable', n %% 2 = 0, 'from_timer', true)::text as data,
       json_build_object('actor', person, 'command', 'StopTimer', 'command_id', gen_random_uuid(),
                         'correlation_id', gen_random_uuid(), 'request_id', gen_random_uuid())::text as metadata
from generate_series(%(first)s::bigint, %(last)s::bigint) n
cross join lateral (select (%(people)s::text[])[1 + n %% cardinality(%(people)s::text[])] as person,
                           timestamp '2026-01-01' + (n * 7919 %% (360 * 24)) * interval '1 hour' as begins) place
order by n
