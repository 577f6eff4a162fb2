-- What is parked, in the order of the log.
select name, stream, position, reason, retry, (extract(epoch from parked_at) * 1000)::bigint
from projection.parked order by name, position
