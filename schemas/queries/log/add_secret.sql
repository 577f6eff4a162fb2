-- Keeps the secret $3 of kind $1 under the key $2, unless there is one.
insert into log.secrets (kind, key, value) values ($1, $2, $3) on conflict do nothing
