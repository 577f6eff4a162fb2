-- The position up to which all read models that the worker looks at are.
select coalesce(min(position), 0) from projection.checkpoints where name in ('directory', 'task', 'timer')
