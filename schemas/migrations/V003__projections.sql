-- What the projector runtime keeps: how far each read model is, what it had to park, and where each live topic stands.
create schema projection;

create table projection.checkpoints (
    name text not null,           -- the read model
    partition int not null,       -- of the topic of events; -1 where the log itself is the source
    position bigint not null,     -- everything up to here is in the read model
    epoch bigint not null,        -- counts owners and switches: who holds an older one writes nothing
    model_version int not null,   -- of the fold: another one is rebuilt
    primary key (name, partition)
) with (fillfactor = 10);

create table projection.parked (
    name text not null,
    stream text not null,         -- the key: later events of it wait behind the first
    position bigint not null,
    reason text not null,
    parked_at timestamptz not null default now(),
    retry boolean not null default false,
    primary key (name, stream, position)
);

-- The position of each live topic's last delta.
create table projection.topics (
    topic text primary key,
    position bigint not null
) with (fillfactor = 50);

-- Where each partition of Kafka is to be read on, for all read models together.
create table projection.offsets (
    partition int primary key,
    next_offset bigint not null
) with (fillfactor = 10);
