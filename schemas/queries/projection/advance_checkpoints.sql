-- Moves the checkpoints ($1 name, $2 partition) to the positions $4, each only where its owner's epoch $3 still holds.
update projection.checkpoints c set position = greatest(c.position, u.position)
from (select unnest($1::text[]) as name, unnest($2::int[]) as partition, unnest($3::bigint[]) as epoch,
             unnest($4::bigint[]) as position) as u
where c.name = u.name and c.partition = u.partition and c.epoch = u.epoch
returning c.name, c.partition
