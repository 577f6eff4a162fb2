-- One transaction of pgbench: a row as large as the event of a moved task.
insert into events (event_id, stream, version, type, schema_version, workspace_id, data, metadata, recorded_at, hash)
    values (gen_random_uuid(), 'task-' || gen_random_uuid(), 1, 'TaskMoved', 1, '01a200d9-bd95-7356-95e0-83935b23d688',
            '{"status":"01a200d9-bdfb-73a0-a991-e24623264f93","rank":"1zUOKxgJxV01"}',
            '{"actor":"01a200d9-ba77-70ce-a53c-dcea0b39cccd","command":"MoveTask","command_id":"01a200d9-bf1a-7615-ada5-afc2dcdcb79e","correlation_id":"01a200d9-bf1a-7615-ada5-afc2dcdcb79e","request_id":"slot-7","origin":{"subject":"01a200d9-ba77-70ce-a53c-dcea0b39cccd","sealed":"/74oCkzeDfaG/Vb79Q5lTj+BL9Ceb/Z8xkNvWL0APdkj6V0eQgdVI2KHo9LtNz4+PNXyIaM+poR7kkKQcQsHxVZ7Vquw/4dn1+LuzeLK/x4cmFADYMQjME0="}}',
            now(), '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
