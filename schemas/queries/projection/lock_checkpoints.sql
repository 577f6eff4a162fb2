-- Holds the checkpoints of read model $1, so that its projector waits.
select partition, position from projection.checkpoints where name = $1 order by partition for update
