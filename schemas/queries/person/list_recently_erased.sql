-- Those whose erasure is being announced to all nodes.
select key from log.secrets where kind = 'erased_person'
