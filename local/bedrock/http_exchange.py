"""One request and its answer over HTTP/1.1, with the control a fault injector needs."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Protocol
from urllib.parse import urlsplit

from local.bedrock.failures import Failure

MAX_BODY_BYTES = 25_000_000
"""Source: Bedrock caps an InvokeModel body at 25,000,000 bytes."""

_ERROR_TYPE_SUFFIX = "http://internal.amazon.com/coral/com.amazon.bedrock/"
_RESET = struct.pack("ii", 1, 0)


class Exchange(BaseHTTPRequestHandler):
    """Reads a request and offers ways to answer it; one thread per connection."""

    protocol_version = "HTTP/1.1"
    server_version = "LocalBedrock"
    sys_version = ""
    disable_nagle_algorithm = True
    application: Application
    method = ""
    path_only = ""
    query = ""
    body = b""
    arrived_s = 0.0
    """When the request's first line was there; monotonic."""

    def parse_request(self) -> bool:
        """Read the head of a request."""
        self.arrived_s = self.application.now_s()
        return super().parse_request()

    def do_GET(self) -> None:
        """Serve a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Serve a POST."""
        self._serve()

    def do_DELETE(self) -> None:
        """Serve a DELETE."""
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: the call log has everything."""

    def lower_headers(self) -> dict[str, str]:
        """Return the headers under lower-case names; repeated ones joined by commas."""
        found: dict[str, str] = {}
        for name, value in self.headers.items():
            key = name.lower()
            found[key] = f"{found[key]},{value}" if key in found else value
        return found

    def answer_json(
        self, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a whole JSON answer."""
        raw = json.dumps(value, separators=(",", ":")).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def answer_failure(self, failure: Failure, *, request_id: str) -> None:
        """Send a failure in the service's form."""
        headers = {
            "x-amzn-RequestId": request_id,
            "x-amzn-ErrorType": f"{failure.code}:{_ERROR_TYPE_SUFFIX}",
            **failure.headers,
        }
        self.answer_json({"message": failure.message}, status=failure.http_status, headers=headers)

    def start_chunks(self, headers: Mapping[str, str]) -> None:
        """Send the head of an answer whose body comes in chunks."""
        self.send_response(HTTPStatus.OK)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send_chunk(self, raw: bytes) -> None:
        """Send one chunk at once."""
        self.wfile.write(b"%x\r\n%b\r\n" % (len(raw), raw))

    def end_chunks(self) -> None:
        """End the body cleanly."""
        self.wfile.write(b"0\r\n\r\n")

    def drop(self, *, reset: bool) -> None:
        """Close the connection in the middle of the body, with RST if `reset`."""
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            # The file objects keep the descriptor open; only a real close sends the reset.
            self.rfile.close()
            self.wfile.close()
            self.connection.close()
            return
        self.connection.shutdown(socket.SHUT_RDWR)

    def wait_until_gone(self) -> None:
        """Block until the client, or the server's end, closes the connection."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.recv(1)

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        self.method, self.path_only, self.query = self.command, parts.path, parts.query
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            failure = Failure("PayloadTooLargeException", "Request body is too large.")
            self.answer_failure(failure, request_id="too-large")
            return
        self.body = self.rfile.read(length)
        # The client may leave at any time: that is its right, not a fault of the server.
        with contextlib.suppress(ConnectionError):
            self.application.serve(self)


class Application(Protocol):
    """What answers the requests."""

    def now_s(self) -> float:
        """Return monotonic seconds."""
        ...

    def serve(self, exchange: Exchange) -> None:
        """Answer one request."""
        ...
