-- Begins topic $1 anew, since it was found empty.
delete from log.publisher where topic = $1
