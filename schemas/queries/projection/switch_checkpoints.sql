-- After a rebuild of $1 up to position $2 with fold version $3: its owner has to read it anew.
update projection.checkpoints set position = $2, epoch = epoch + 1, model_version = $3 where name = $1
