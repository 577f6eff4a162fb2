-- How far the read models that the worker looks at are, in each partition of their source.
select name, partition, position from projection.checkpoints where name in ('board', 'directory', 'task', 'timer')
