-- Replaces generation $2 of session $1's refresh token by $3, if it still is that, and notes that the session was used at $4.
with rotated as (
    update log.secrets set value = $3 where kind = 'refresh' and key = $1 and value = $2 returning key)
insert into log.secrets (kind, key, value) select 'session_used', key, $4::bytea from rotated
on conflict (kind, key) do update set value = excluded.value
