-- No rebuild switches until the end of this transaction; takes no snapshot, so that the first look sees the last switch.
lock table projection.rebuilds in access share mode
