-- The position up to which all read models that the worker looks at are, and whether all of them are there.
select coalesce(min(position), 0), count(distinct name) = 4
from projection.checkpoints where name in ('board', 'directory', 'task', 'timer')
