-- The names of all time zones.
select name from pg_timezone_names
