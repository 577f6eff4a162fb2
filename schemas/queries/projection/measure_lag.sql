-- How many events each read model is behind the log, and how many of its streams are parked.
select c.name, greatest(0, (select position from log.head) - max(c.position)),
       (select count(distinct p.stream) from projection.parked p where p.name = c.name)
from projection.checkpoints c group by c.name order by c.name
