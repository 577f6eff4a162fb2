-- Who this log is.
select log_id from log.identity
