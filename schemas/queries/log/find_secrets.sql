-- The secrets of kind $1 under the keys $2.
select key, value from log.secrets where kind = $1 and key = any($2::text[])
