-- Appends the events of a query in one batch, as a node does. The query yields stream, version, type, schema_version,
-- workspace, data, metadata, in the order in which they are to be.
select split_part(said[1], ' ', 1)
from (select array_agg(1) as request, array_agg(gen_random_uuid()) as id, array_agg(stream) as stream,
             array_agg(version) as version, array_agg(type) as type, array_agg(schema_version) as schema_version,
             array_agg(workspace) as workspace, array_agg(data) as data, array_agg(metadata) as metadata
      from ({events}) ordered) e,
     log.append_requests(1, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', request, id, stream, version, type,
                schema_version, workspace, data, metadata,
                '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}') said
