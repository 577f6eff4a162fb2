-- Whether the read models are of the log's present epoch.
select exists (select from projection.source s join log.identity i on i.epoch = s.epoch)
