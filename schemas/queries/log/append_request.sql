-- Appends a request; parameters are those of the function log.append_request. What is said of it, in one text: outcome,
-- position, milliseconds, detail.
select log.append_request($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as said
