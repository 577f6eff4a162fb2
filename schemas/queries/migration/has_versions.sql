-- Whether the database was ever migrated.
select to_regclass('migration.applied') is not null
