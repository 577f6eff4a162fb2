-- Appends a batch of requests in one transaction, each judged on its own: an accepted one gets consecutive positions, a
-- refused one leaves no trace. Requests are numbered from 1; the arrays say which request a row belongs to. The caller
-- sees to it that no request of a batch writes (stream, claim, key) what a later one looks at.
-- Guards are looked up one by one on purpose: a join would be planned as a hash join over the whole table.
create function log.append(
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
    positions bigint[] := '{}';
    hashes bytea[] := '{}';
    appended int := 0;
    found_row record;
    e record;
begin
    select h.position, h.hash, h.recorded_at into head_position, head_hash, head_time
        from log.head h for update;

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

    for found_row in
        select g.request, g.stream
        from unnest(guard_request, guard_stream, guard_version) as g(request, stream, version)
        where g.version <> coalesce((select s.version from log.streams s where s.stream = g.stream), 0)
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
    -- positions and hashes stay parallel to the event arrays: null where the request was refused.
    for e in
        select * from unnest(event_request, event_id, event_stream, event_version, event_type, event_schema,
                             event_workspace, event_data, event_metadata)
            as u(request, id, stream, version, type, schema_version, workspace, data, metadata)
    loop
        if outcomes[e.request] is null then
            head_position := head_position + 1;
            -- Also in log.chain_hash, which verification uses; stored JSON never holds the separator U+001F.
            head_hash := sha256(head_hash || convert_to(concat_ws(E'\x1f', head_position, e.id, e.stream, e.version,
                e.type, e.schema_version, e.workspace, e.data, e.metadata, batch_ms), 'UTF8'));
            positions := positions || head_position;
            hashes := hashes || head_hash;
            ends[e.request] := head_position;
            appended := appended + 1;
        else
            positions := positions || null::bigint;
            hashes := hashes || null::bytea;
        end if;
    end loop;

    if appended > 0 then
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
        update log.head h set position = head_position, hash = head_hash, recorded_at = batch_time;
    end if;

    if cardinality(claim_request) > 0 then
        delete from log.claims t
            using unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
            where outcomes[c.request] is null and c.owner = '' and t.scope = c.scope and t.key = c.key;
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
        select n, coalesce(outcomes[n], 'accepted'), coalesce(ends[n], head_position), batch_ms, details[n]
        from generate_series(1, request_count) n;
end $$;

-- The chain's next hash, as log.append computes it.
create function log.chain_hash(previous bytea, e log.events) returns bytea language sql stable
return sha256(previous || convert_to(concat_ws(E'\x1f', e.position, e.event_id, e.stream, e.version, e.type,
    e.schema_version, e.workspace_id, e.data, e.metadata,
    (extract(epoch from e.recorded_at) * 1000)::bigint), 'UTF8'));
