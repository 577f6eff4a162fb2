-- Half of what appending costs is not what is written. For a request, a function now answers with one text, the words of
-- log.append's columns after one another: outcome, position, milliseconds, detail.
-- 1. log.append_event in place of log.append_one: no guards or claims are null, which most events have none of; no numeric
--    for milliseconds; and the check of the head's only row is gone, whose text PostgreSQL parses at each update.
-- 2. log.append_requests in place of log.append_batch: arrays are taken apart in the select list. As tables, each of 25 keeps
--    its elements in 16 KiB that the system gives and gets back. Plans go by indexes, and are not compiled, because the
--    appender's session says so (V011). Several events of a request that comes alone are still log.append's.
-- The functions of before stay for nodes of the version before; log.append refuses by log.append_batch.
alter table log.head drop constraint head_only_row_check;

create function log.append_requests(
    request_count int,
    guard_request int[], guard_stream text[], guard_version bigint[],
    claim_request int[], claim_scope text[], claim_key text[], claim_owner text[],  -- owner '' gives a claim back
    event_request int[], event_id uuid[], event_stream text[], event_version bigint[], event_type text[],
    event_schema int[], event_workspace uuid[], event_data text[], event_metadata text[],
    secret_request int[], secret_kind text[], secret_key text[], secret_value bytea[],
    answer_request int[], answer_scope text[], answer_key text[], answer_hash bytea[], answer_response text[]
) returns text[]  -- as many as there are requests
language plpgsql security definer
set search_path = pg_catalog, pg_temp
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
    positions bigint[] := array_fill(null::bigint, array[cardinality(event_request)]);
    hashes bytea[] := array_fill(null::bytea, array[cardinality(event_request)]);
    found_row record;
    failed text[];  -- by the place of a guard: its stream, where that has another version
    refused int;
    old_stream text;
begin
    select h.position, h.hash, h.recorded_at into head_position, head_hash, head_time
        from log.head h for update;

    if cardinality(answer_request) > 0 then
        for found_row in
            select a.request, c.request_hash = a.hash as same, c.position, c.response
            from (select unnest(answer_request) as request, unnest(answer_scope) as scope, unnest(answer_key) as key,
                         unnest(answer_hash) as hash) as a
            cross join lateral (select k.request_hash, k.position, k.response from log.commands k
                                where k.scope = a.scope and k.key = a.key) c
        loop
            outcomes[found_row.request] := case when found_row.same then 'replayed' else 'key_reused' end;
            details[found_row.request] := case when found_row.same then found_row.response end;
            ends[found_row.request] := found_row.position;
        end loop;
    end if;

    for found_row in
        select g.n, g.request, g.stream, null::text as key
        from (select unnest(guard_request) as request, unnest(guard_stream) as stream, unnest(guard_version) as version,
                     generate_subscripts(guard_request, 1) as n) as g
        where case
            when g.stream = '' then false
            when starts_with(g.stream, 'tasks-of-') then exists (
                select from log.events t
                where t.position > g.version and t.workspace_id = substr(g.stream, 10)::uuid
                  and starts_with(t.stream, 'task-'))
            else g.version <> coalesce((select s.version from log.streams s where s.stream = g.stream), 0)
        end
        union all
        select null, c.request, c.scope, c.key
        from (select unnest(claim_request) as request, unnest(claim_scope) as scope, unnest(claim_key) as key,
                     unnest(claim_owner) as owner) as c
        where c.owner <> '' and exists (select from log.claims t where t.scope = c.scope and t.key = c.key)
    loop
        if found_row.n is not null then
            if failed is null then
                failed := array_fill(null::text, array[cardinality(guard_request)]);
            end if;
            failed[found_row.n] := found_row.stream;
        elsif outcomes[found_row.request] is null then
            outcomes[found_row.request] := 'claimed';
            details[found_row.request] := concat_ws(' ', found_row.stream, found_row.key,
                (select max(t.key) from log.claims t where t.scope = found_row.stream));
        end if;
    end loop;
    if failed is not null then
        for i in 1 .. cardinality(guard_request) loop
            refused := guard_request[i];
            old_stream := failed[case when guard_stream[i] = '' then guard_version[i] else i end];
            continue when old_stream is null;
            -- A request that decided on something old is told so, and not that it lost a claim.
            if outcomes[refused] is null or outcomes[refused] = 'claimed' then
                outcomes[refused] := 'conflict';
                details[refused] := old_stream;
            elsif outcomes[refused] = 'conflict' then
                details[refused] := details[refused] || ' ' || old_stream;
            end if;
        end loop;
    end if;

    batch_time := greatest(date_trunc('milliseconds', clock_timestamp()), head_time);
    batch_ms := (date_part('epoch', batch_time) * 1000)::bigint;
    -- positions and hashes stay parallel to the event arrays: null where the request was refused. What is hashed stands in
    -- log.chain_hash too, which verification uses; stored JSON never holds the separator U+001F.
    for i in 1 .. cardinality(event_request) loop
        continue when outcomes[event_request[i]] is not null;
        head_position := head_position + 1;
        head_hash := sha256(head_hash || convert_to(concat_ws(E'\x1f', head_position, event_id[i], event_stream[i],
            event_version[i], event_type[i], event_schema[i], event_workspace[i], event_data[i], event_metadata[i],
            batch_ms), 'UTF8'));
        positions[i] := head_position;
        hashes[i] := head_hash;
        ends[event_request[i]] := head_position;
    end loop;

    if '' = any (claim_owner) then
        delete from log.claims t
            using (select unnest(claim_request) as request, unnest(claim_scope) as scope, unnest(claim_key) as key,
                          unnest(claim_owner) as owner) as c
            where outcomes[c.request] is null and c.owner = '' and t.scope = c.scope and t.key = c.key;
    end if;
    if cardinality(event_request) > 0 or cardinality(claim_request) > 0 then
        with accepted_events as (
            insert into log.events (position, event_id, stream, version, type, schema_version, workspace_id, data,
                                    metadata, recorded_at, hash)
                select u.position, u.id, u.stream, u.version, u.type, u.schema_version, u.workspace, u.data, u.metadata,
                       batch_time, u.hash
                from (select unnest(event_id) as id, unnest(event_stream) as stream, unnest(event_version) as version,
                             unnest(event_type) as type, unnest(event_schema) as schema_version,
                             unnest(event_workspace) as workspace, unnest(event_data) as data,
                             unnest(event_metadata) as metadata, unnest(positions) as position, unnest(hashes) as hash) as u
                where u.position is not null
        ), written_streams as (
            insert into log.streams as s (stream, version, workspace_id)
                select u.stream, max(u.version), u.workspace
                from (select unnest(event_stream) as stream, unnest(event_version) as version,
                             unnest(event_workspace) as workspace, unnest(positions) as position) as u
                where u.position is not null
                group by u.stream, u.workspace
                on conflict (stream) do update set version = excluded.version
        ), taken_claims as (
            insert into log.claims (scope, key, owner)
                select c.scope, c.key, c.owner
                from (select unnest(claim_request) as request, unnest(claim_scope) as scope, unnest(claim_key) as key,
                             unnest(claim_owner) as owner) as c
                where outcomes[c.request] is null and c.owner <> ''
        )
        update log.head h set position = head_position, hash = head_hash, recorded_at = batch_time
            where h.position <> head_position;
    end if;
    if cardinality(secret_request) > 0 then
        insert into log.secrets as t (kind, key, value)
            select s.kind, s.key, s.value
            from (select unnest(secret_request) as request, unnest(secret_kind) as kind, unnest(secret_key) as key,
                         unnest(secret_value) as value) as s
            where outcomes[s.request] is null
            on conflict (kind, key) do update set value = excluded.value;
    end if;
    if cardinality(answer_request) > 0 then
        insert into log.commands (scope, key, request_hash, response, position, recorded_at)
            select a.scope, a.key, a.hash, a.response, coalesce(ends[a.request], head_position), batch_time
            from (select unnest(answer_request) as request, unnest(answer_scope) as scope, unnest(answer_key) as key,
                         unnest(answer_hash) as hash, unnest(answer_response) as response) as a
            where outcomes[a.request] is null;
    end if;

    for i in 1 .. request_count loop
        outcomes[i] := concat_ws(' ', coalesce(outcomes[i], 'accepted'), coalesce(ends[i], head_position), batch_ms,
                                 details[i]);
    end loop;
    return outcomes;
end $$;
revoke all on function log.append_requests from public;
grant execute on function log.append_requests to atelier;

create function log.append_event(
    guard_stream text[], guard_version bigint[],  -- of other streams; the event's own must be at the version before
    claim_scope text[], claim_key text[], claim_owner text[],  -- owner '' gives a claim back
    event_id uuid, event_stream text, event_version bigint, event_type text, event_schema int, event_workspace uuid,
    event_data text, event_metadata text
) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    started timestamptz := date_trunc('milliseconds', clock_timestamp());
    content text := concat_ws(E'\x1f', event_id, event_stream, event_version, event_type, event_schema, event_workspace,
                              event_data, event_metadata);
    new_position bigint;
    head_hash bytea;
    head_time timestamptz;
    old_version bigint;
    holds bool;
begin
    -- What is hashed stands in log.chain_hash too, which verification uses. Whole milliseconds are exact in floating point.
    update log.head h set
            position = h.position + 1, recorded_at = greatest(started, h.recorded_at),
            hash = sha256(h.hash || convert_to(concat_ws(E'\x1f', h.position + 1, content,
                (date_part('epoch', greatest(started, h.recorded_at)) * 1000)::bigint), 'UTF8'))
        where h.only_row
        returning h.position, h.hash, h.recorded_at into new_position, head_hash, head_time;
    holds := clock_timestamp() < started + interval '10 milliseconds';
    if guard_stream is not null then
        for i in 1 .. cardinality(guard_stream) loop
            exit when not holds;
            select s.version into old_version from log.streams s where s.stream = guard_stream[i];
            holds := guard_version[i] = coalesce(old_version, 0);
        end loop;
    end if;
    if claim_scope is not null then
        for i in 1 .. cardinality(claim_scope) loop
            exit when not holds;
            continue when claim_owner[i] = '';
            holds := not exists (select from log.claims t where t.scope = claim_scope[i] and t.key = claim_key[i]);
        end loop;
    end if;
    if holds and event_version = 1 then
        insert into log.streams (stream, version, workspace_id) values (event_stream, 1, event_workspace)
            on conflict (stream) do nothing;
        holds := found;
    elsif holds then
        update log.streams s set version = event_version where s.stream = event_stream and s.version = event_version - 1;
        holds := found;
    end if;
    if not holds then
        new_position := new_position - 1;
        head_hash := sha256('');
        head_time := '-infinity';
        if new_position > 0 then
            select e.hash, e.recorded_at into strict head_hash, head_time from log.events e where e.position = new_position;
        end if;
        update log.head h set position = new_position, hash = head_hash, recorded_at = head_time where h.only_row;
        return (log.append_requests(
            1, array_fill(1, array[coalesce(cardinality(guard_stream), 0) + 1]), event_stream || guard_stream,
            (event_version - 1) || guard_version, array_fill(1, array[coalesce(cardinality(claim_scope), 0)]),
            coalesce(claim_scope, '{}'), coalesce(claim_key, '{}'), coalesce(claim_owner, '{}'),
            array[1], array[event_id], array[event_stream], array[event_version], array[event_type],
            array[event_schema], array[event_workspace], array[event_data], array[event_metadata], '{}', '{}', '{}',
            '{}', '{}', '{}', '{}', '{}', '{}'))[1];
    end if;

    if claim_scope is not null then
        for i in 1 .. cardinality(claim_scope) loop
            continue when claim_owner[i] <> '';
            delete from log.claims t where t.scope = claim_scope[i] and t.key = claim_key[i];
        end loop;
        for i in 1 .. cardinality(claim_scope) loop
            continue when claim_owner[i] = '';
            insert into log.claims (scope, key, owner) values (claim_scope[i], claim_key[i], claim_owner[i]);
        end loop;
    end if;
    insert into log.events (position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
                            recorded_at, hash)
        values (new_position, event_id, event_stream, event_version, event_type, event_schema, event_workspace, event_data,
                event_metadata, head_time, head_hash);
    return concat_ws(' ', 'accepted', new_position, (date_part('epoch', head_time) * 1000)::bigint);
end $$;
revoke all on function log.append_event from public;
grant execute on function log.append_event to atelier;

create or replace function log.append_batch(
    request_count int,
    guard_request int[], guard_stream text[], guard_version bigint[],
    claim_request int[], claim_scope text[], claim_key text[], claim_owner text[],  -- owner '' gives a claim back
    event_request int[], event_id uuid[], event_stream text[], event_version bigint[], event_type text[],
    event_schema int[], event_workspace uuid[], event_data text[], event_metadata text[],
    secret_request int[], secret_kind text[], secret_key text[], secret_value bytea[],
    answer_request int[], answer_scope text[], answer_key text[], answer_hash bytea[], answer_response text[]
) returns table (request int, outcome text, "position" bigint, recorded_ms bigint, detail text)
language sql security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
    select a.n::int, split_part(a.said, ' ', 1), split_part(a.said, ' ', 2)::bigint, split_part(a.said, ' ', 3)::bigint,
           substring(a.said from '^\S+ \S+ \S+ (.*)$')
    from unnest(log.append_requests(
        request_count, guard_request, guard_stream, guard_version, claim_request, claim_scope, claim_key, claim_owner,
        event_request, event_id, event_stream, event_version, event_type, event_schema, event_workspace, event_data,
        event_metadata, secret_request, secret_kind, secret_key, secret_value, answer_request, answer_scope,
        answer_key, answer_hash, answer_response)) with ordinality as a(said, n)
$$;
