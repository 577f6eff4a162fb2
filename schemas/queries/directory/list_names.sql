-- How the people $1 are called.
select user_id, name from directory.users where user_id = any($1::uuid[])
