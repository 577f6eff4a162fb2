-- Whether this connection has the temporary tables for the past.
select to_regclass('pg_temp.projection_topics') is not null
