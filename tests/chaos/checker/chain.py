"""The log by itself: positions, streams, hashes, times."""

import hashlib

SEPARATOR = "\x1f"
FIRST_HASH = hashlib.sha256(b"").digest()


def next_hash(previous, event):
    content = SEPARATOR.join(
        map(
            str,
            (
                event.position,
                event.event_id,
                event.stream,
                event.version,
                event.type,
                event.schema_version,
                event.workspace,
                event.data,
                event.metadata,
                event.recorded_ms,
            ),
        )
    )
    return hashlib.sha256(previous + content.encode()).digest()


class Chain:
    """The log as far as it was read. `take` what came, in order; then compare the `ends`."""

    def __init__(self):
        self.position, self.hash, self.recorded_ms = 0, FIRST_HASH, 0
        self.versions, self.ids = {}, set()

    def take(self, events):
        """What is wrong with them, as sentences."""
        return [finding for event in events for finding in self._take(event)]

    def _take(self, event):
        where = f"position {event.position}"
        if event.position != self.position + 1:
            yield f"{where} follows position {self.position}: the log has a gap or a repeat"
        if event.hash != next_hash(self.hash, event):
            yield f"{where}: the hash is not that of the event and the one before it"
        if event.event_id in self.ids:
            yield f"{where}: event {event.event_id} is in the log twice"
        version = self.versions.get(event.stream, 0)
        if event.version != version + 1:
            yield f"{where}: {event.stream} goes from version {version} to {event.version}"
        if event.recorded_ms < self.recorded_ms:
            yield f"{where}: recorded before the event in front of it"
        self.position, self.hash, self.recorded_ms = event.position, event.hash, event.recorded_ms
        self.versions[event.stream] = event.version
        self.ids.add(event.event_id)

    def check_ends(self, head_position, head_hash, stream_versions):
        """Against what the log says of its own end and of its streams."""
        if head_position != self.position:
            yield f"log.head is at {head_position}, the last event is at {self.position}"
        if head_hash != self.hash:
            yield "log.head has another hash than the last event"
        for stream in self.versions.keys() | stream_versions.keys():
            kept, counted = stream_versions.get(stream), self.versions.get(stream)
            if kept != counted:
                yield f"log.streams has {stream} at version {kept}, its last event is {counted}"
