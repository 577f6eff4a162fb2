-- The schemas of read model $1: its own, and those that a rebuild had begun.
select nspname from pg_namespace
where (nspname = $1 or starts_with(nspname, $1 || '_')) and pg_get_userbyid(nspowner) = current_user
