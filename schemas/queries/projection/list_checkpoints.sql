-- How far read model $1 is in each partition of its source.
select partition, position from projection.checkpoints where name = $1 order by partition
