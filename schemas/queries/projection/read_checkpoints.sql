-- The checkpoints of all read models.
select name, partition, position, epoch, model_version from projection.checkpoints order by name, partition
