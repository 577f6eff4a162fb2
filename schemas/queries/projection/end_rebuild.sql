-- The rebuild of $1 is over.
delete from projection.rebuilds where name = $1
