-- Drops announcements (of revoked sessions, of erased people) from before $1 (milliseconds since 1970): every access token
-- of theirs has expired.
delete from log.secrets where kind in ('revoked_session', 'erased_person') and convert_from(value, 'UTF8')::bigint < $1
