-- What a rebuild of read model $1 has done so far, if one was begun and not finished.
select model_version, phase, position, rows from projection.rebuilds where name = $1
