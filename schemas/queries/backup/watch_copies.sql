-- The tables that are being copied in this database, and how many rows of each are done.
select relid::bigint, tuples_processed from pg_stat_progress_copy where datname = current_database()
