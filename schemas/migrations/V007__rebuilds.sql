-- What a rebuild on its way has done, so that one that was killed goes on. Readers that need several statements to see
-- the same state of a read model hold this table in ACCESS SHARE mode: while they do, no rebuild switches.
create table projection.rebuilds (
    name text primary key,                          -- the read model
    model_version int not null,                     -- of the fold that it is built with
    phase text not null check (phase in ('folding', 'loaded', 'indexed')),
    position bigint not null,                       -- everything up to here is safe in the shadow schema
    rows bigint not null default 0,                 -- that were written for it
    folded bigint not null default 0,               -- how far it is in memory
    target bigint not null default 0,               -- how far it has to go
    started_at timestamptz not null default now()
);
grant select, insert, update, delete on projection.rebuilds to atelier;
