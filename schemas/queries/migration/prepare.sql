-- What the migrations themselves need: their own list, and the role of the service.
do $$ begin
    create schema if not exists migration;
    create table if not exists migration.applied (
        version int primary key,
        name text not null,
        applied_at timestamptz not null default now()
    );
    if not exists (select from pg_roles where rolname = 'atelier') then
        begin
            create role atelier login;
        exception when duplicate_object or unique_violation then
            null; -- the role is the cluster's, and another database of it was migrated in this moment
        end;
    end if;
    grant usage on schema migration to atelier;
    grant select on migration.applied to atelier;
end $$
