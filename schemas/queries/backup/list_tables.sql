-- The tables of the log, without what a backup leaves out.
select relname from pg_class
where relnamespace = 'log'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'publisher'
order by relname
