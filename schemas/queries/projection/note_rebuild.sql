-- The rebuild of $1 has folded up to $2 of $3: for whoever watches.
update projection.rebuilds set folded = $2, target = $3 where name = $1
