-- The positions of the last deltas of the topics $1.
select topic, position from projection.topics where topic = any($1::text[])
