-- A restore gives positions away a second time. So whatever outlives the process and names a position (records in Kafka,
-- live clients, ETags, read models) also names the epoch of the log, and each restore begins a new one.
-- The first epoch is called as the log itself: what says no epoch is from before there were any.
alter table log.identity add column epoch uuid, add column restored_at timestamptz;
update log.identity set epoch = log_id;
alter table log.identity alter column epoch set not null;

-- Of which epoch the read models and all else in this schema are; without a row, of none.
create table projection.source (
    only_row boolean primary key default true check (only_row),
    epoch uuid not null
);
insert into projection.source (epoch) select epoch from log.identity;
grant select, insert, update, delete on projection.source to atelier;

-- Begins a new epoch: the log is not what readers have seen of it. What was derived from the other past is forgotten:
-- how far the publisher and the read models are. The service's role gets its right on the database, which no dump of
-- schemas has. The keys of `erased` people, whom a backup still knows, are destroyed. Only the owner may.
create function log.start_epoch(erased uuid[] default '{}') returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
    fresh constant uuid := gen_random_uuid();
    emptied record;
begin
    update log.identity set epoch = fresh, restored_at = now();
    delete from log.publisher;
    for emptied in select relname from pg_class where relnamespace = 'projection'::regnamespace and relkind = 'r' loop
        execute format('truncate projection.%I', emptied.relname);
    end loop;
    delete from log.secrets s using unnest(erased) e where s.kind = 'person_key' and s.key = e::text;
    execute format('grant create, temporary on database %I to atelier', current_database());
    return fresh;
end $$;

-- Fails unless the log is exactly what a backup's manifest says: its end, and how many rows each table has. Positions
-- have no gaps, so that their number and the last hash say that all events are there.
create function log.require_whole(wanted_position bigint, wanted_hash text, wanted_rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted record;
    found bigint;
begin
    if (select position from log.head) is distinct from wanted_position
        or (select encode(hash, 'hex') from log.head) is distinct from wanted_hash
        or coalesce((select max(position) from log.events), 0) <> wanted_position
        or wanted_position > 0 and
            (select encode(hash, 'hex') from log.events where position = wanted_position) <> wanted_hash then
        raise exception 'the backup does not hold the log that its manifest tells of';
    end if;
    for wanted in select * from jsonb_to_recordset(wanted_rows) as t(name text, rows bigint) loop
        execute format('select count(*) from log.%I', wanted.name) into found;
        if found <> wanted.rows then
            raise exception 'table % has % rows, the backup''s manifest says %', wanted.name, found, wanted.rows;
        end if;
    end loop;
end $$;
revoke all on function log.start_epoch, log.require_whole from public;
