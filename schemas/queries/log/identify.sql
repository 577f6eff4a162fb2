-- Who this log is: its id, its epoch, and whether that is the first.
select log_id, epoch, epoch = log_id from log.identity
