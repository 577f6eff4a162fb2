-- The present day in time zone $1.
select (now() at time zone $1)::date
