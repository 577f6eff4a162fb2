"""Events that the program cannot read, put into the log by the tables' owner; and mended again."""

import psycopg2


def append_event_nobody_knows(database, task):
    """As a newer version would have; by the tables' owner, since the service could not."""
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            """
            insert into log.events
            select h.position + 1, gen_random_uuid(), e.stream, s.version + 1, 'TaskTeleported', 1,
                   e.workspace_id, '{"to":"the moon"}', e.metadata, e.recorded_at,
                   log.chain_hash(h.hash, e)
            from log.head h, log.streams s
            join log.events e on e.stream = s.stream and e.version = s.version
            where s.stream = %s returning position""",
            ("task-" + task,),
        )
        ((position,),) = cursor.fetchall()
        cursor.execute(
            "update log.streams set version = version + 1 where stream = %s", ("task-" + task,)
        )
        cursor.execute("update log.head set position = %s", (position,))
    connection.close()
    return position


def mend(database, position, title):
    """A program that can read it comes, which here is an event that this one can read."""
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            """
            update log.events set type = 'TaskEdited', data = json_build_object('title', %s::text)::text,
                   schema_version = (select max(schema_version) from log.events
                                     where type = 'TaskEdited')
            where position = %s""",
            (title, position),
        )
    connection.close()
