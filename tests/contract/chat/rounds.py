"""A relay before the table that holds every request until a whole round of them has arrived."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

WAIT_S = 30.0
ANSWERED = ("content-type", "x-amzn-requestid", "x-amz-crc32")


class RoundGate:
    """Counts and holds requests; those behind the last round pass."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.broken: list[str] = []
        """Requests whose round was not complete in time: something waited for an answer first."""
        self.address = ""
        self._ends: tuple[int, ...] = ()
        self.held: list[str] = []
        """Requests that wait to be let through."""
        self._text = ""
        self._changed = threading.Condition()

    def arm(self, *rounds: int) -> None:
        """Hold from now on; each round has this many requests."""
        with self._changed:
            self.arrived, self.broken = [], []
            self._ends = tuple(sum(rounds[: n + 1]) for n in range(len(rounds)))

    def hold(self, text: str) -> None:
        """Hold requests that contain this text, until told to hold none."""
        with self._changed:
            self._text = text
            self._changed.notify_all()

    def pass_through(self, name: str, body: str) -> None:
        """Return once the round of this request is complete and its text is not held."""
        with self._changed:
            self.arrived.append(name)
            self._changed.notify_all()
            if self._text and self._text in body:
                self.held.append(name)
                self._changed.wait_for(lambda: self._text not in body or not self._text, WAIT_S)
            place = len(self.arrived)
            end = next((end for end in self._ends if place <= end), None)
            if end is not None and not self._changed.wait_for(
                lambda: len(self.arrived) >= end, WAIT_S
            ):
                self.broken.append(name)


@contextmanager
def gate_before(endpoint_url: str) -> Iterator[RoundGate]:
    """Relay to a table endpoint through a gate."""
    gate, host = RoundGate(), urlsplit(endpoint_url).netloc

    class Relay(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            gate.pass_through(self.headers["x-amz-target"].partition(".")[2], body.decode())
            connection = http.client.HTTPConnection(host, timeout=WAIT_S)
            connection.request("POST", self.path, body, dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response(answer.status)
            for name in ANSWERED:
                if value := answer.headers.get(name):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    gate.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield gate
    server.shutdown()
    server.server_close()
    thread.join()
