-- Appends one event; parameters and answer are those of the function log.append_one.
select request, outcome, position, recorded_ms, detail
from log.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
