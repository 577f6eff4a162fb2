-- Appends a batch; parameters and answers are those of the function log.append.
select request, outcome, position, recorded_ms, detail
from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26)
