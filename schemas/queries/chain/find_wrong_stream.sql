-- A stream whose version in log.streams is not that of its last event, and how many there are; 0: no such stream.
select coalesce(s.stream, e.stream), coalesce(s.version, 0), coalesce(e.version, 0), count(*) over ()
from log.streams s
full join (select stream, max(version) as version from log.events group by stream) e on e.stream = s.stream
where s.version is distinct from e.version
order by 1 limit 1
