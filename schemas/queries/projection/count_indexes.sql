-- How many indexes table $2 in schema $1 has.
select count(*) from pg_indexes where schemaname = $1 and tablename = $2
