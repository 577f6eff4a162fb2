-- Where each partition of the source is to be read on.
select partition, next_offset from projection.offsets
