-- Notes that migration $1, called $2, was applied.
insert into migration.applied (version, name) values ($1, $2)
