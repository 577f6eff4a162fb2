-- Of the sessions claimed in scope $1, after key $2, at most $4: those used after $3 (milliseconds since 1970), and when.
select c.key, u.used
from log.claims c
cross join lateral (select convert_from(s.value, 'UTF8')::bigint as used from log.secrets s
                    where s.kind = 'session_used' and s.key = c.key) u
where c.scope = $1 and c.key > $2 and u.used > $3
order by c.key limit $4
