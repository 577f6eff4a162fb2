-- The newest migration that the database has.
select coalesce(max(version), 0) from migration.applied
