-- log.append_one costs a third more than what it writes. Half of that went into answering with a table of five columns, into
-- looking at guards and claims that most events have none of, into numeric for milliseconds, and into the check of the head's
-- only row, whose text PostgreSQL parses at each update. Here are none of these: no guards or claims are null, and the answer
-- is one text, the words of log.append's columns after one another: outcome, position, milliseconds, detail.
-- log.append_one stays for nodes of the version before; nobody else calls it.
alter table log.head drop constraint head_only_row_check;

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
        return (
            select concat_ws(' ', b.outcome, b.position, b.recorded_ms, b.detail)
            from log.append_batch(
                1, array_fill(1, array[coalesce(cardinality(guard_stream), 0) + 1]), event_stream || guard_stream,
                (event_version - 1) || guard_version, array_fill(1, array[coalesce(cardinality(claim_scope), 0)]),
                coalesce(claim_scope, '{}'), coalesce(claim_key, '{}'), coalesce(claim_owner, '{}'),
                array[1], array[event_id], array[event_stream], array[event_version], array[event_type],
                array[event_schema], array[event_workspace], array[event_data], array[event_metadata], '{}', '{}', '{}',
                '{}', '{}', '{}', '{}', '{}', '{}') b);
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
