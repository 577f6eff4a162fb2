-- A name by which other sessions see what this transaction sees.
select pg_export_snapshot()
