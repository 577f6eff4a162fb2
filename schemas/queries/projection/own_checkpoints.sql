-- Makes the caller the owner of the partitions $1 of all read models: whoever owned them before writes nothing more.
update projection.checkpoints set epoch = epoch + 1 where partition = any($1::int[])
returning name, partition, position, epoch, model_version
