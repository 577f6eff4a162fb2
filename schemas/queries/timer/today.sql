-- The day in time zone $1 at the instant $2; the present one if that is null.
select (coalesce($2::timestamptz, now()) at time zone $1)::date
