-- Replaces the secret of kind $1 under the key $2, if it still is $3, by $4: of two rotations at once one wins.
update log.secrets set value = $4 where kind = $1 and key = $2 and value = $3
