-- What all nodes together took from the buckets of the edge's limits. Unlogged: a crash forgets it, which harms nobody.
create schema edge;

create unlogged table edge.buckets (
    key bytea primary key,         -- a hash: addresses and people are not kept here
    full_at timestamptz not null   -- when it is full again; later means emptier
) with (fillfactor = 50);

grant usage on schema edge to atelier;
grant select, insert, update, delete on edge.buckets to atelier;
