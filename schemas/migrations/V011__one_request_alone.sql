-- A request that comes alone is appended here, without the statements that take arrays apart for a whole batch: those cost
-- more to start and to end than what they do for one. Everything else, and whoever is refused, goes to the batch as before.
-- What log.append promises is in V002, V005 and V010. Who calls it sees to it that plans go by indexes (the appender's
-- session does): a setting of the function's own is made and taken back at each call.
alter function log.append rename to append_batch;
revoke all on function log.append_batch from atelier;

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
as $$
declare
    is_alone bool := request_count = 1 and cardinality(event_request) between 1 and 4
        and cardinality(guard_request) <= 8 and cardinality(claim_request) <= 4
        and cardinality(secret_request) = 0 and cardinality(answer_request) = 0;
    head_position bigint;
    head_hash bytea;
    head_time timestamptz;
    old_version bigint;
begin
    if is_alone then
        select h.position, h.hash, h.recorded_at into head_position, head_hash, head_time
            from log.head h where h.only_row for update;
        for i in 1 .. cardinality(guard_request) loop
            continue when guard_stream[i] = '';
            select s.version into old_version from log.streams s where s.stream = guard_stream[i];
            is_alone := guard_version[i] = coalesce(old_version, 0) and not starts_with(guard_stream[i], 'tasks-of-');
            exit when not is_alone;
        end loop;
        for i in 1 .. cardinality(claim_request) loop
            exit when not is_alone;
            continue when claim_owner[i] = '';
            is_alone := not exists (select from log.claims t where t.scope = claim_scope[i] and t.key = claim_key[i]);
        end loop;
    end if;
    if not is_alone then
        return query select * from log.append_batch(
            request_count, guard_request, guard_stream, guard_version, claim_request, claim_scope, claim_key, claim_owner,
            event_request, event_id, event_stream, event_version, event_type, event_schema, event_workspace, event_data,
            event_metadata, secret_request, secret_kind, secret_key, secret_value, answer_request, answer_scope, answer_key,
            answer_hash, answer_response);
        return;
    end if;

    for i in 1 .. cardinality(claim_request) loop
        continue when claim_owner[i] <> '';
        delete from log.claims t where t.scope = claim_scope[i] and t.key = claim_key[i];
    end loop;
    for i in 1 .. cardinality(claim_request) loop
        continue when claim_owner[i] = '';
        insert into log.claims (scope, key, owner) values (claim_scope[i], claim_key[i], claim_owner[i]);
    end loop;
    head_time := greatest(date_trunc('milliseconds', clock_timestamp()), head_time);
    recorded_ms := (extract(epoch from head_time) * 1000)::bigint;
    for i in 1 .. cardinality(event_request) loop
        head_position := head_position + 1;
        -- What is hashed stands in log.chain_hash too, which verification uses.
        head_hash := sha256(head_hash || convert_to(concat_ws(E'\x1f', head_position, event_id[i], event_stream[i],
            event_version[i], event_type[i], event_schema[i], event_workspace[i], event_data[i], event_metadata[i],
            recorded_ms), 'UTF8'));
        insert into log.events (position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
                                recorded_at, hash)
            values (head_position, event_id[i], event_stream[i], event_version[i], event_type[i], event_schema[i],
                    event_workspace[i], event_data[i], event_metadata[i], head_time, head_hash);
        insert into log.streams as s (stream, version, workspace_id)
            values (event_stream[i], event_version[i], event_workspace[i])
            on conflict (stream) do update set version = excluded.version;
    end loop;
    update log.head h set position = head_position, hash = head_hash, recorded_at = head_time where h.only_row;

    request := 1;
    outcome := 'accepted';
    "position" := head_position;
    return next;
end $$;
revoke all on function log.append from public;
grant execute on function log.append to atelier;
