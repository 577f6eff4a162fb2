"""Kafka's topic against the log: each event at least once, in order, as it was stored."""

# Header of the record, and what of the event it has to say.
HEADERS = {
    "ce_id": lambda event: event.event_id,
    "ce_type": lambda event: event.type,
    "ce_subject": lambda event: event.stream,
    "ce_streamversion": lambda event: str(event.version),
    "ce_workspaceid": lambda event: event.workspace,
    "ce_schemaversion": lambda event: str(event.schema_version),
    "atelier_metadata": lambda event: event.metadata,
}


class Topic:
    """What the topic holds as far as it was read; repeats are taken out and counted."""

    def __init__(self):
        self.first_of = {}  # position: partition
        self.last_in = {}  # partition: highest position
        self.partition_of = {}  # key: partition
        self.repeats = 0

    def take(self, records, events):
        """`events` are all events of the log by position. What is wrong, as sentences."""
        return [finding for record in records for finding in self._take(record, events)]

    def _take(self, record, events):
        where = f"record {record.offset} of partition {record.partition}"
        event = events.get(record.position)
        if event is None:
            yield f"{where} has position {record.position}, which the log has not"
            return
        yield from self._differences(where, record, event)
        if self.partition_of.setdefault(record.key, record.partition) != record.partition:
            yield f"{where}: key {record.key} is in another partition too"
        if record.position in self.first_of:
            self.repeats += 1
            return
        before = self.last_in.get(record.partition, 0)
        if record.position < before:
            yield f"{where}: position {record.position} comes first after {before}: out of order"
        self.first_of[record.position] = record.partition
        self.last_in[record.partition] = max(before, record.position)

    @staticmethod
    def _differences(where, record, event):
        if record.key != event.workspace:
            yield f"{where}: key {record.key} of an event of workspace {event.workspace}"
        if record.value != event.data:
            yield f"{where}: the value differs from event {event.position}"
        for name, said in HEADERS.items():
            if record.headers.get(name) != said(event):
                yield f"{where}: {name} differs from event {event.position}"

    def check_complete(self, events):
        """Each event of the log is there."""
        missing = sorted(events.keys() - self.first_of.keys())
        if missing:
            yield f"{len(missing)} events are not in the topic, the first is {missing[0]}"
