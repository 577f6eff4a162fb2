-- Makes the next partition of events when the head nears it.
select log.prepare_partitions()
