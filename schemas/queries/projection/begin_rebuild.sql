-- A rebuild of read model $1 with fold version $2 begins from nothing.
insert into projection.rebuilds (name, model_version, phase, position) values ($1, $2, 'folding', 0)
on conflict (name) do update
set model_version = excluded.model_version, phase = 'folding', position = 0, rows = 0, folded = 0, target = 0,
    started_at = now()
