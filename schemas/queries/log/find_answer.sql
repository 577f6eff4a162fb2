-- The first answer to the command under the key $2 of scope $1.
select request_hash, response, position from log.commands where scope = $1 and key = $2
