-- The service's own role. It does not own a table of the log and cannot change or remove an event.
-- (The read models' schemas belong to it: it makes, switches and drops them.)
grant usage on schema log, projection to atelier;
grant select on all tables in schema log to atelier;
grant insert, update, delete on log.secrets, log.publisher to atelier;
grant delete on log.commands to atelier;
grant select, insert, update, delete on all tables in schema projection to atelier;
revoke all on all functions in schema log from public;
grant execute on function log.prepare_partitions, log.chain_hash to atelier;
grant execute on function log.append to atelier;
do $$ begin execute format('grant create, temporary on database %I to atelier', current_database()); end $$;
