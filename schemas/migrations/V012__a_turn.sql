-- Who calls this in a transaction has the log to itself until that ends: appends wait, on every node. It ends by itself
-- when nothing is heard of the caller for five seconds, so that one that was stopped in the middle stops nobody else.
create function log.hold_head() returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    head_position bigint;
begin
    perform set_config('idle_in_transaction_session_timeout', '5s', true);
    select h.position into head_position from log.head h where h.only_row for update;
    return head_position;
end $$;
revoke all on function log.hold_head() from public;
grant execute on function log.hold_head() to atelier;
