-- The position of the log's last event.
select position from log.head
