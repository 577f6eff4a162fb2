-- Drops the checkpoints of read model $1 in partitions that its source does not have: those of another source.
delete from projection.checkpoints where name = $1 and partition <> all($2::int[])
