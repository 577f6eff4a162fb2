-- Moves the checkpoints ($1 name, $2 partition) to the positions $4, each only where its owner's epoch $3 still holds.
update projection.checkpoints c set position = greatest(c.position, u.position)
from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) as u(name, partition, epoch, position)
where c.name = u.name and c.partition = u.partition and c.epoch = u.epoch
returning c.name, c.partition
