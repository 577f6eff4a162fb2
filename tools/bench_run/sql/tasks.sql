-- Tasks first to last, `a_project` of them in each project: each made, then moved `moves` times.
select 'task-' || md5('bench task ' || n)::uuid as stream, version,
       case version when 1 then 'TaskCreated' else 'TaskMoved' end as type,
       case version when 1 then 2 else 1 end as schema_version,
       (%(workspaces)s::text[])[1 + project %% cardinality(%(workspaces)s::text[])]::uuid as workspace,
       case version when 1
           then json_build_object(
               'project', md5('bench project ' || project)::uuid, 'number', n %% %(a_project)s + 1,
               'title', 'Paint the buoy number ' || n, 'description', '', 'status', (%(statuses)s::text[])[1],
               'rank', lpad(to_hex(n), 9, '2'), 'priority', (array['LOW', 'MEDIUM', 'HIGH', 'URGENT'])[1 + n %% 4],
               'assignees', json_build_array(person), 'labels', json_build_array(), 'kind', 'TASK')
           else json_build_object('status', (%(statuses)s::text[])[1 + (n + version) %% 4], 'rank', lpad(to_hex(n + version), 9, '3'))
       end::text as data,
       json_build_object('actor', person, 'command', case version when 1 then 'CreateTask' else 'MoveTask' end,
                         'command_id', gen_random_uuid(), 'correlation_id', gen_random_uuid(),
                         'request_id', gen_random_uuid())::text as metadata
from generate_series(%(first)s::bigint, %(last)s::bigint) n
cross join generate_series(1::bigint, %(moves)s::bigint + 1) version
cross join lateral (select n / %(a_project)s as project,
                           (%(people)s::text[])[1 + n %% cardinality(%(people)s::text[])] as person) place
order by version, n
