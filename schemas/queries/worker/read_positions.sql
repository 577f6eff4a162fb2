-- How far read models $1 are, in each partition of their source.
select name, partition, position from projection.checkpoints where name = any($1)
