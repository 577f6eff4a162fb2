-- Read model $1 was rebuilt with fold version $2, to the very positions of its checkpoints: its owner has to read it anew.
update projection.checkpoints set epoch = epoch + 1, model_version = $2 where name = $1
