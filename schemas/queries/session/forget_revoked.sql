-- Drops revocations from before $1 (milliseconds since 1970): every access token of theirs has expired.
delete from log.secrets where kind = 'revoked_session' and convert_from(value, 'UTF8')::bigint < $1
