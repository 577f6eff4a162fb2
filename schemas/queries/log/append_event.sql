-- Appends one event; parameters are those of the function log.append_event, the answer is like that of log/append.
select log.append_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as said
