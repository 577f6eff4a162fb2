-- Nobody else appends until the transaction ends, at most five seconds without a word from here.
select log.hold_head()
