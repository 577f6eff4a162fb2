-- Drops answers to retried commands that are older than $1 days.
delete from log.commands where recorded_at < now() - make_interval(days => $1)
