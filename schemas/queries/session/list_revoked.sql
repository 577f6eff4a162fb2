-- Sessions that were revoked while access tokens of theirs may still be valid.
select key from log.secrets where kind = 'revoked_session'
