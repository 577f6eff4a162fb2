-- Drops the secret of kind $1 under the key $2.
delete from log.secrets where kind = $1 and key = $2
