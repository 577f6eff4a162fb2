-- Whether this session is now the one that publishes to topic $1; it is until it ends.
select pg_try_advisory_lock(hashtextextended('atelier.publish.' || $1, 0))
