-- The past of a workspace is read from the log by it (docs/adr/0014).
create index events_by_workspace on log.events (workspace_id, position);
