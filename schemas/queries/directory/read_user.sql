-- User $1.
select user_id, email, name from directory.users where user_id = $1
