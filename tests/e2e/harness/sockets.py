"""HTTP by hand, for what no client library would send."""

import re
import socket

from harness.patience import patience

TIMEOUT_SECONDS = patience(15)


class RawAnswer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class RawConnection:
    def __init__(self, node):
        self.socket = socket.create_connection(node.address, timeout=TIMEOUT_SECONDS)
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Whether all of it went out: a server may answer and close before it has read everything."""
        try:
            self.socket.sendall(data if isinstance(data, bytes) else data.encode())
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def _fill(self):
        try:
            more = self.socket.recv(65536)
        except ConnectionResetError:
            more = b""
        self._buffer += more
        return bool(more)

    def read(self, has_body=True):
        """The next answer, or None when the connection has ended."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return None
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {
            name.lower(): value.strip()
            for name, value in (line.split(":", 1) for line in lines[1:])
        }
        length = int(headers.get("content-length", 0)) if has_body else 0
        while len(self._buffer) < length:
            if not self._fill():
                return None
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return RawAnswer(status, headers, body)

    def is_ended(self):
        return not self._buffer and not self._fill()


def raw_request(method, path, body=b"", headers=()):
    lines = [f"{method} {path} HTTP/1.1", "Host: test", *headers]
    if body or method in ("POST", "PATCH"):
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def statuses_in(data):
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3})", data)]
