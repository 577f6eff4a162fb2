-- What is parked of read model $1.
select stream, position, reason from projection.parked where name = $1 order by position
