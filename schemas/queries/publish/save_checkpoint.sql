-- Notes that topic $1 has everything up to position $2; a late leader cannot take it back.
insert into log.publisher as p (topic, position) values ($1, $2)
on conflict (topic) do update set position = excluded.position where p.position < excluded.position
