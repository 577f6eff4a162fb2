-- The position up to which the read model of memberships is: 0 while there is none.
select coalesce(min(position), 0) from projection.checkpoints where name = 'directory'
