-- Event $3 of stream $2 was folded into read model $1 after all.
delete from projection.parked where name = $1 and stream = $2 and position = $3
