-- Whether the schema $1 is there.
select exists (select from pg_namespace where nspname = $1)
