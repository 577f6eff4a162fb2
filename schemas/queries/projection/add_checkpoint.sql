-- A read model $1 of fold version $4 has a checkpoint for partition $2, beginning at position $3.
insert into projection.checkpoints (name, partition, position, epoch, model_version) values ($1, $2, $3, 1, $4)
on conflict do nothing
