-- Whether table $2 in schema $1 has a primary key.
select exists (select from pg_constraint where conrelid = format('%I.%I', $1::text, $2::text)::regclass and contype = 'p')
