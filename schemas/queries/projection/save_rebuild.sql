-- The shadow of read model $1 is at phase $2 and has everything up to position $3, in $4 rows.
update projection.rebuilds set phase = $2, position = $3, rows = $4 where name = $1
