-- Begins a new epoch, since the log was set back; answers its name.
select log.start_epoch()
