-- Appends one request; parameters are those of the function log.append. What is said of it, in one text: outcome, position,
-- milliseconds, detail.
select concat_ws(' ', outcome, position, recorded_ms, detail) as said
from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26)
