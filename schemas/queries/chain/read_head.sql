-- Who this log is and where it ends: its head, the hash in hexadecimal, the time in milliseconds (null: no event yet).
select i.log_id, h.position, encode(h.hash, 'hex'),
       case when isfinite(h.recorded_at) then (extract(epoch from h.recorded_at) * 1000)::bigint end
from log.head h cross join log.identity i
