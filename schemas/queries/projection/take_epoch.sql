-- The read models are of the log's present epoch from here on.
insert into projection.source (epoch) select epoch from log.identity
on conflict (only_row) do update set epoch = excluded.epoch
