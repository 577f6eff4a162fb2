-- Stream $2 of read model $1 could not be folded again.
update projection.parked set retry = false where name = $1 and stream = $2
