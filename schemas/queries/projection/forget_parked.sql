-- Read model $1 was rebuilt: nothing of it is parked any more.
delete from projection.parked where name = $1
