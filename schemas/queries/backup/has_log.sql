-- Whether there is a log, the server's version, and how many sessions of the service there are.
select to_regclass('log.head') is not null, current_setting('server_version_num')::int / 10000,
       (select count(*) from pg_stat_activity
        where datname = current_database() and usename = 'atelier' and pid <> pg_backend_pid())
