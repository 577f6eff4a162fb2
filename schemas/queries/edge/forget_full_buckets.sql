-- Drops what says nothing any more.
delete from edge.buckets where full_at < now()
