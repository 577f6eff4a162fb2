-- Asks the projectors to try again what is parked of read model $1: of stream $2, or of all when that is null.
update projection.parked set retry = true where name = $1 and ($2::text is null or stream = $2)
