-- Parks event $3 of stream $2 for read model $1 because of $4.
insert into projection.parked (name, stream, position, reason) values ($1, $2, $3, $4) on conflict do nothing
