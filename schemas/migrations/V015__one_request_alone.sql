-- log.append_request in place of log.append_event and log.append: a request that comes alone may have several events and an
-- answer to keep, and goes by plain statements all the same. What most requests have nothing of is null; its events but for
-- the first, and its answer, are one parameter each, since each parameter is paid for by those that have none, too.
-- log.append_event, log.append and log.append_batch, which that calls, stay for nodes of the version before.
create function log.append_request(
    guard_stream text[], guard_version bigint[],  -- of other streams; the first event's must be at the version before
    claim_scope text[], claim_key text[], claim_owner text[],  -- owner '' gives a claim back
    event_id uuid, event_stream text, event_version bigint, event_type text, event_schema int, event_workspace uuid,
    event_data text, event_metadata text,
    more text[],  -- the other events, eight words each, from id to metadata, as PostgreSQL writes them
    answer text[]  -- scope, key, hash of the request in hexadecimal digits, response
) returns text  -- the words that log.append_requests says of one request
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
    recorded_ms bigint;
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
    if holds and answer is not null then
        holds := not exists (select from log.commands k where k.scope = answer[1] and k.key = answer[2]);
    end if;
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
            array_fill(1, array[1 + coalesce(cardinality(more) / 8, 0)]),
            event_id || array(select more[i]::uuid from generate_series(1, cardinality(more), 8) i),
            event_stream || array(select more[i + 1] from generate_series(1, cardinality(more), 8) i),
            event_version || array(select more[i + 2]::bigint from generate_series(1, cardinality(more), 8) i),
            event_type || array(select more[i + 3] from generate_series(1, cardinality(more), 8) i),
            event_schema || array(select more[i + 4]::int from generate_series(1, cardinality(more), 8) i),
            event_workspace || array(select more[i + 5]::uuid from generate_series(1, cardinality(more), 8) i),
            event_data || array(select more[i + 6] from generate_series(1, cardinality(more), 8) i),
            event_metadata || array(select more[i + 7] from generate_series(1, cardinality(more), 8) i),
            '{}', '{}', '{}', '{}', array_fill(1, array[case when answer is null then 0 else 1 end]),
            coalesce(answer[1:1], '{}'), coalesce(answer[2:2], '{}'),
            array(select decode(answer[3], 'hex') where answer is not null), coalesce(answer[4:4], '{}')))[1];
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
    recorded_ms := (date_part('epoch', head_time) * 1000)::bigint;
    if more is not null then
        for i in 1 .. cardinality(more) by 8 loop
            new_position := new_position + 1;
            head_hash := sha256(head_hash || convert_to(
                concat_ws(E'\x1f', new_position, array_to_string(more[i : i + 7], E'\x1f'), recorded_ms), 'UTF8'));
            insert into log.events (position, event_id, stream, version, type, schema_version, workspace_id, data, metadata,
                                    recorded_at, hash)
                values (new_position, more[i]::uuid, more[i + 1], more[i + 2]::bigint, more[i + 3], more[i + 4]::int,
                        more[i + 5]::uuid, more[i + 6], more[i + 7], head_time, head_hash);
            insert into log.streams as s (stream, version, workspace_id)
                values (more[i + 1], more[i + 2]::bigint, more[i + 5]::uuid)
                on conflict (stream) do update set version = excluded.version;
        end loop;
        update log.head h set position = new_position, hash = head_hash where h.only_row;
    end if;
    if answer is not null then
        insert into log.commands (scope, key, request_hash, response, position, recorded_at)
            values (answer[1], answer[2], decode(answer[3], 'hex'), answer[4], new_position, head_time);
    end if;
    return concat_ws(' ', 'accepted', new_position, recorded_ms);
end $$;
revoke all on function log.append_request from public;
grant execute on function log.append_request to atelier;

drop function log.append_one;
