-- User $1.
select user_id, email, name, time_zone, locale from directory.users where user_id = $1
