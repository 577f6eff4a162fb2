-- What a backup's manifest says of the log: who it is, where it ends (hash in hex, time in ms), which master key it was
-- first used with, and the versions of its tables and of the server.
select i.log_id, i.epoch, h.position, encode(h.hash, 'hex'),
       case when h.position > 0 then (extract(epoch from h.recorded_at) * 1000)::bigint end,
       (select convert_from(s.value, 'UTF8') from log.secrets s where s.kind = 'master_key' and s.key = 'fingerprint'),
       (select max(a.version) from migration.applied a),
       current_setting('server_version_num')::int / 10000
from log.identity i cross join log.head h
