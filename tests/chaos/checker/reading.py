"""Reads PostgreSQL and Kafka directly, as they are."""

import json
import time
from dataclasses import dataclass
from functools import cached_property

import confluent_kafka
import psycopg2

TOPIC = "atelier.events"
KAFKA_SECONDS = 30


@dataclass(frozen=True)
class Event:
    """A row of log.events; `data` and `metadata` are the stored bytes as text."""

    position: int
    event_id: str
    stream: str
    version: int
    type: str
    schema_version: int
    workspace: str
    data: str
    metadata: str
    recorded_ms: int
    hash: bytes

    @cached_property
    def body(self):
        return json.loads(self.data)

    @cached_property
    def about(self):
        return json.loads(self.metadata)

    @property
    def kind_and_id(self):
        kind, _, entity = self.stream.partition("-")
        return kind, entity


@dataclass(frozen=True)
class StoredAnswer:
    """A row of log.commands: what a repeat of the command gets."""

    position: int
    response: str

    @property
    def data(self):
        return json.loads(self.response.split("\n", 1)[1])


@dataclass(frozen=True)
class Record:
    """A record of Kafka's topic of events."""

    partition: int
    offset: int
    key: str
    headers: dict
    value: str

    @property
    def position(self):
        return int(self.headers["ce_position"])


class Database:
    """`url` is a superuser's, past every proxy. Each call is a connection of its own: whatever
    happens to the server, the next one is a fresh look."""

    def __init__(self, url):
        self.url = url

    def _rows(self, statement, *parameters):
        connection = psycopg2.connect(self.url, connect_timeout=10)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall()
        finally:
            connection.close()

    def head(self):
        """The log's last position and hash, as it says itself."""
        [(position, hash_)] = self._rows("select position, hash from log.head")
        return position, bytes(hash_)

    def events(self, after=0):
        rows = self._rows(
            """select position, event_id::text, stream, version, type, schema_version,
            workspace_id::text, data, metadata, (extract(epoch from recorded_at) * 1000)::bigint,
            hash from log.events where position > %s order by position""",
            after,
        )
        return [Event(*row[:-1], bytes(row[-1])) for row in rows]

    def stream_versions(self):
        return dict(self._rows("select stream, version from log.streams"))

    def answers(self, after=0):
        """By caller and idempotency key, those that were given at `after` or later."""
        rows = self._rows(
            "select scope, key, position, response from log.commands where position >= %s", after
        )
        return {(scope, key): StoredAnswer(*rest) for scope, key, *rest in rows}

    def table(self, name, columns):
        """A read model's rows by their first column, each a dict; ids are text."""
        chosen = ", ".join(f"to_jsonb({column})" for column in columns)
        return {
            row[0]: dict(zip(columns, row)) for row in self._rows(f"select {chosen} from {name}")
        }

    def parked(self):
        return self._rows("select name, stream, position, reason from projection.parked")

    def checkpoints(self):
        return self._rows("select name, partition, position from projection.checkpoints")

    def publisher_port(self):
        """The port from which the publisher's leader talks to the database, or None."""
        rows = self._rows(
            """select a.client_port from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.granted
            and (l.classid::bigint << 32 | l.objid::bigint)
              = hashtextextended('atelier.publish.' || %s, 0)""",
            TOPIC,
        )
        return rows[0][0] if rows else None

    def terminate_all(self):
        return len(self._rows("""select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()"""))


class Kafka:
    """Goes on where it stopped: each call of `new_records` brings what came since."""

    def __init__(self, address):
        self.address = address
        self._next = {}

    def rewind(self):
        self._next = {}

    def new_records(self):
        consumer = confluent_kafka.Consumer(
            {
                "bootstrap.servers": self.address,
                "group.id": "chaos-checker",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "error",
            }
        )
        try:
            return self._read(consumer)
        finally:
            consumer.close()

    def _read(self, consumer):
        topic = consumer.list_topics(TOPIC, timeout=KAFKA_SECONDS).topics[TOPIC]
        open_partitions = set(topic.partitions)
        consumer.assign(
            [
                confluent_kafka.TopicPartition(TOPIC, partition, self._next.get(partition, 0))
                for partition in open_partitions
            ]
        )
        records, end = [], time.monotonic() + KAFKA_SECONDS
        while open_partitions:
            if time.monotonic() > end:
                raise TimeoutError(f"partitions {sorted(open_partitions)} of {TOPIC} do not answer")
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                if message.error().code() != confluent_kafka.KafkaError._PARTITION_EOF:
                    raise confluent_kafka.KafkaException(message.error())
                open_partitions.discard(message.partition())
                continue
            records.append(_record(message))
            self._next[message.partition()] = message.offset() + 1
        return records


def _record(message):
    headers = {name: (value or b"").decode() for name, value in message.headers() or []}
    key = message.key().decode() if message.key() else None
    value = (message.value() or b"").decode()
    return Record(message.partition(), message.offset(), key, headers, value)
