-- All secrets of kind $1.
select key, value from log.secrets where kind = $1 order by key
