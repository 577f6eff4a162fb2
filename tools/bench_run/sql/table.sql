-- A table like log.events, with its indexes.
create table events (
    position bigint generated always as identity primary key,
    event_id uuid not null,
    stream text not null,
    version bigint not null,
    type text not null,
    schema_version int not null,
    workspace_id uuid not null,
    data text not null,
    metadata text not null,
    recorded_at timestamptz not null,
    hash bytea not null
);
create index events_by_stream on events (stream, version);
create index events_by_workspace on events (workspace_id, position);
