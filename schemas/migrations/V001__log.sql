-- The log: events, their streams, claims, answers to retried commands, and secrets beside it.
-- Everything here belongs to the owner. The service role reads, and writes only through functions of the owner.

create schema log;

-- Who this log is: a restored or foreign database is told apart by it.
create table log.identity (
    only_row boolean primary key default true check (only_row),
    log_id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now()
);
insert into log.identity default values;

-- The end of the log. Its row lock is what makes positions gapless and in the order of commits.
create table log.head (
    only_row boolean primary key default true check (only_row),
    position bigint not null,
    hash bytea not null,
    recorded_at timestamptz not null
) with (fillfactor = 10);
insert into log.head (position, hash, recorded_at) values (0, sha256(''), '-infinity');

create table log.events (
    position bigint not null,
    event_id uuid not null,
    stream text not null,
    version bigint not null,
    type text not null,
    schema_version int not null,
    workspace_id uuid not null,
    data text not null,
    metadata text not null,
    recorded_at timestamptz not null,
    hash bytea not null,
    primary key (position)
) partition by range (position);
create index events_by_stream on log.events (stream, version);

-- Ten million events a partition; log.prepare_partitions keeps one empty one ahead.
create table log.events_000 partition of log.events for values from (1) to (10000001);
create table log.events_001 partition of log.events for values from (10000001) to (20000001);

create table log.streams (
    stream text primary key,
    version bigint not null,
    workspace_id uuid not null
) with (fillfactor = 80);

-- Uniqueness across streams: e-mail (as a keyed hash), slug, project key, task number.
create table log.claims (
    scope text not null,
    key text not null,
    owner text not null,
    primary key (scope, key)
);

-- The first answer to a command with an idempotency key.
create table log.commands (
    scope text not null,
    key text not null,
    request_hash bytea not null,
    response text not null,
    position bigint not null,
    recorded_at timestamptz not null,
    primary key (scope, key)
);
create index commands_by_age on log.commands (recorded_at);

-- What must never be an event: password hashes, hashes of refresh tokens, people's keys (wrapped by the master key).
create table log.secrets (
    kind text not null,
    key text not null,
    value bytea not null,
    primary key (kind, key)
);

-- How far the publisher has come: the highest position up to which the broker has everything.
create table log.publisher (
    topic text primary key,
    position bigint not null
);

create function log.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger events_are_final before update or delete on log.events
    for each row execute function log.refuse_change();
create trigger events_are_kept before truncate on log.events
    for each statement execute function log.refuse_change();
-- Partitions inherit triggers for rows, not for statements.
create trigger events_are_kept before truncate on log.events_000
    for each statement execute function log.refuse_change();
create trigger events_are_kept before truncate on log.events_001
    for each statement execute function log.refuse_change();

-- Creates the partition after the one that the head is in, if it is not there yet.
create function log.prepare_partitions() returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    size constant bigint := 10000000;
    next_number bigint := (select position from log.head) / size + 1;
    name text := 'events_' || lpad(next_number::text, 3, '0');
begin
    if to_regclass('log.' || name) is null then
        execute format('create table log.%I partition of log.events for values from (%s) to (%s)',
                       name, next_number * size + 1, (next_number + 1) * size + 1);
        execute format('create trigger events_are_kept before truncate on log.%I '
                       'for each statement execute function log.refuse_change()', name);
    end if;
end $$;
