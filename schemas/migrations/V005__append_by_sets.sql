-- log.append with fewer statements, none that is planned anew at each call, and one more kind of guard; what else it
-- promises is in V002. Plans are generic, since a plan for the very arrays of one call always looks cheaper and costs more
-- to make than to run. The guard: a stream called tasks-of-WORKSPACE stands for all tasks of the workspace, and its version
-- for a position of the log after which none of them may have had an event.
create or replace function log.append(
    request_count int,
    guard_request int[], guard_stream text[], guard_version bigint[],
    claim_request int[], claim_scope text[], claim_key text[], claim_owner text[],  -- owner '' gives a claim back
    event_request int[], event_id uuid[], event_stream text[], event_version bigint[], event_type text[],
    event_schema int[], event_workspace uuid[], event_data text[], event_metadata text[],
    secret_request int[], secret_kind text[], secret_key text[], secret_value bytea[],
    answer_request int[], answer_scope text[], answer_key text[], answer_hash bytea[], answer_response text[]
) returns table (request int, outcome text, "position" bigint, recorded_ms bigint, detail text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off  -- what is disabled costs ten billion, and every statement would be compiled: 170 ms an append
set plan_cache_mode = force_generic_plan
as $$
declare
    outcomes text[] := array_fill(null::text, array[request_count]);
    details text[] := array_fill(null::text, array[request_count]);
    ends bigint[] := array_fill(null::bigint, array[request_count]);
    head_position bigint;
    head_hash bytea;
    head_time timestamptz;
    batch_time timestamptz;
    batch_ms bigint;
    positions bigint[];
    contents bytea[];
    hashes bytea[] := '{}';
    i int := 0;
    content bytea;
    found_row record;
begin
    select h.position, h.hash, h.recorded_at into head_position, head_hash, head_time
        from log.head h for update;

    if cardinality(answer_request) > 0 then
        for found_row in
            select a.request, c.request_hash = a.hash as same, c.position, c.response
            from unnest(answer_request, answer_scope, answer_key, answer_hash) as a(request, scope, key, hash)
            cross join lateral (select k.request_hash, k.position, k.response from log.commands k
                                where k.scope = a.scope and k.key = a.key) c
        loop
            outcomes[found_row.request] := case when found_row.same then 'replayed' else 'key_reused' end;
            details[found_row.request] := case when found_row.same then found_row.response end;
            ends[found_row.request] := found_row.position;
        end loop;
    end if;

    for found_row in
        select g.request, g.stream
        from unnest(guard_request, guard_stream, guard_version) as g(request, stream, version)
        where case
            when starts_with(g.stream, 'tasks-of-') then exists (
                select from log.events t
                where t.position > g.version and t.workspace_id = substr(g.stream, 10)::uuid
                  and starts_with(t.stream, 'task-'))
            else g.version <> coalesce((select s.version from log.streams s where s.stream = g.stream), 0)
        end
    loop
        if outcomes[found_row.request] is null then
            outcomes[found_row.request] := 'conflict';
            details[found_row.request] := found_row.stream;
        elsif outcomes[found_row.request] = 'conflict' then
            details[found_row.request] := details[found_row.request] || ' ' || found_row.stream;
        end if;
    end loop;

    if cardinality(claim_request) > 0 then
        for found_row in
            select c.request, c.scope, c.key,
                   (select max(t.key) from log.claims t where t.scope = c.scope) as last_key
            from unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
            where c.owner <> '' and exists (select from log.claims t where t.scope = c.scope and t.key = c.key)
        loop
            if outcomes[found_row.request] is null then
                outcomes[found_row.request] := 'claimed';
                details[found_row.request] := found_row.scope || ' ' || found_row.key || ' ' || found_row.last_key;
            end if;
        end loop;
    end if;

    batch_time := greatest(date_trunc('milliseconds', clock_timestamp()), head_time);
    batch_ms := (extract(epoch from batch_time) * 1000)::bigint;
    if cardinality(event_request) > 0 then
        -- positions, contents and hashes stay parallel to the event arrays: null where the request was refused. What is
        -- hashed stands in log.chain_hash too, which verification uses; stored JSON never holds the separator U+001F.
        select array_agg(e.position order by e.n),
               array_agg(case when e.position is not null then
                   convert_to(concat_ws(E'\x1f', e.position, e.id, e.stream, e.version, e.type, e.schema_version,
                                        e.workspace, e.data, e.metadata, batch_ms), 'UTF8') end order by e.n)
            into positions, contents
            from (select u.*, case when outcomes[u.request] is null then head_position
                              + count(*) filter (where outcomes[u.request] is null) over (order by u.n) end as position
                  from unnest(event_request, event_id, event_stream, event_version, event_type, event_schema,
                              event_workspace, event_data, event_metadata) with ordinality
                      as u(request, id, stream, version, type, schema_version, workspace, data, metadata, n)) e;
        foreach content in array contents loop
            i := i + 1;
            if content is null then
                hashes := array_append(hashes, null::bytea);
                continue;
            end if;
            head_hash := sha256(head_hash || content);
            hashes := array_append(hashes, head_hash);
            head_position := positions[i];
            ends[event_request[i]] := head_position;
        end loop;

        insert into log.events (position, event_id, stream, version, type, schema_version, workspace_id, data,
                                metadata, recorded_at, hash)
            select u.position, u.id, u.stream, u.version, u.type, u.schema_version, u.workspace, u.data, u.metadata,
                   batch_time, u.hash
            from unnest(event_id, event_stream, event_version, event_type, event_schema, event_workspace,
                        event_data, event_metadata, positions, hashes)
                as u(id, stream, version, type, schema_version, workspace, data, metadata, position, hash)
            where u.position is not null;
        insert into log.streams as s (stream, version, workspace_id)
            select u.stream, max(u.version), (array_agg(u.workspace))[1]
            from unnest(event_stream, event_version, event_workspace, positions)
                as u(stream, version, workspace, position)
            where u.position is not null
            group by u.stream
            on conflict (stream) do update set version = excluded.version;
        update log.head h set position = head_position, hash = head_hash, recorded_at = batch_time
            where h.position <> head_position;
    end if;

    if cardinality(claim_request) > 0 then
        if '' = any (claim_owner) then
            delete from log.claims t
                using unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
                where outcomes[c.request] is null and c.owner = '' and t.scope = c.scope and t.key = c.key;
        end if;
        insert into log.claims (scope, key, owner)
            select c.scope, c.key, c.owner
            from unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
            where outcomes[c.request] is null and c.owner <> '';
    end if;
    if cardinality(secret_request) > 0 then
        insert into log.secrets as t (kind, key, value)
            select s.kind, s.key, s.value
            from unnest(secret_request, secret_kind, secret_key, secret_value) as s(request, kind, key, value)
            where outcomes[s.request] is null
            on conflict (kind, key) do update set value = excluded.value;
    end if;
    if cardinality(answer_request) > 0 then
        insert into log.commands (scope, key, request_hash, response, position, recorded_at)
            select a.scope, a.key, a.hash, a.response, coalesce(ends[a.request], head_position), batch_time
            from unnest(answer_request, answer_scope, answer_key, answer_hash, answer_response)
                as a(request, scope, key, hash, response)
            where outcomes[a.request] is null;
    end if;

    return query
        select o.n::int, coalesce(o.outcome, 'accepted'), coalesce(o.last, head_position), batch_ms, o.detail
        from unnest(outcomes, ends, details) with ordinality as o(outcome, last, detail, n);
end $$;
