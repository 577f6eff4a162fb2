-- Of the positions $1 to $2 the first event whose version is not the one after that of its stream's event before it.
-- From position 1 on, streams begin with version 1.
select position, stream, version, expected
from (select position, stream, version,
             row_number() over w + case when $1 > 1 then first_value(version) over w - 1 else 0 end as expected
      from log.events where position between $1 and $2
      window w as (partition by stream order by position)) e
where version <> expected
order by position limit 1
