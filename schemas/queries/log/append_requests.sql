-- Appends a batch; parameters are those of the function log.append_requests. What is said of each request, in their order and
-- in the words of log/append_request.
select unnest(log.append_requests($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                                  $21, $22, $23, $24, $25, $26)) as said
