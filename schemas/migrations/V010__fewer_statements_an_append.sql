-- log.append in four statements where there were nine: each costs PostgreSQL some 40 µs to start and to end, which is
-- most of a batch of one. What it promises is in V002 and V005. One thing is new: a guard that several requests of a batch
-- share is looked up once. Its later copies have the stream '' and as version the place of the first copy.
-- Keys are compared byte by byte, not by the rules of a language.
drop function log.chain_hash(bytea, log.events);
alter table log.events alter column stream type text collate "C";
alter table log.streams alter column stream type text collate "C";
alter table log.claims alter column scope type text collate "C", alter column key type text collate "C";
alter table log.commands alter column scope type text collate "C", alter column key type text collate "C";
alter table log.secrets alter column kind type text collate "C", alter column key type text collate "C";

-- The chain's next hash, as log.append computes it.
create function log.chain_hash(previous bytea, e log.events) returns bytea language sql stable
return sha256(previous || convert_to(concat_ws(E'\x1f', e.position, e.event_id, e.stream, e.version, e.type,
    e.schema_version, e.workspace_id, e.data, e.metadata,
    (extract(epoch from e.recorded_at) * 1000)::bigint), 'UTF8'));
revoke all on function log.chain_hash from public;
grant execute on function log.chain_hash to atelier;

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
        select g.n, g.request, g.stream, null::text as key
        from unnest(guard_request, guard_stream, guard_version) with ordinality as g(request, stream, version, n)
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
        from unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
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
    batch_ms := (extract(epoch from batch_time) * 1000)::bigint;
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
            using unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
            where outcomes[c.request] is null and c.owner = '' and t.scope = c.scope and t.key = c.key;
    end if;
    if cardinality(event_request) > 0 or cardinality(claim_request) > 0 then
        with accepted_events as (
            insert into log.events (position, event_id, stream, version, type, schema_version, workspace_id, data,
                                    metadata, recorded_at, hash)
                select u.position, u.id, u.stream, u.version, u.type, u.schema_version, u.workspace, u.data, u.metadata,
                       batch_time, u.hash
                from unnest(event_id, event_stream, event_version, event_type, event_schema, event_workspace,
                            event_data, event_metadata, positions, hashes)
                    as u(id, stream, version, type, schema_version, workspace, data, metadata, position, hash)
                where u.position is not null
        ), written_streams as (
            insert into log.streams as s (stream, version, workspace_id)
                select u.stream, max(u.version), u.workspace
                from unnest(event_stream, event_version, event_workspace, positions)
                    as u(stream, version, workspace, position)
                where u.position is not null
                group by u.stream, u.workspace
                on conflict (stream) do update set version = excluded.version
        ), taken_claims as (
            insert into log.claims (scope, key, owner)
                select c.scope, c.key, c.owner
                from unnest(claim_request, claim_scope, claim_key, claim_owner) as c(request, scope, key, owner)
                where outcomes[c.request] is null and c.owner <> ''
        )
        update log.head h set position = head_position, hash = head_hash, recorded_at = batch_time
            where h.position <> head_position;
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

    recorded_ms := batch_ms;
    for i in 1 .. request_count loop
        request := i;
        outcome := coalesce(outcomes[i], 'accepted');
        "position" := coalesce(ends[i], head_position);
        detail := details[i];
        return next;
    end loop;
end $$;
