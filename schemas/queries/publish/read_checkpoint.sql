-- How far topic $1 has come.
select position from log.publisher where topic = $1
