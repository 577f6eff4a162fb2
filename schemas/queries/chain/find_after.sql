-- The first position after $1 that holds an event; null: there is none.
select min(position) from log.events where position > $1
