"""Relays between each function and the services it calls, and keeps what was asked of whom."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP_HEADERS = frozenset({"connection", "transfer-encoding", "expect", "content-length"})
_CHUNK = 65_536


@dataclass(frozen=True)
class Exchange:
    """One request of a function and the status it got."""

    function: str
    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    status: int


@dataclass
class Wiretap:
    """All relays of one system; `environment_of` puts one before every service of a function."""

    exchanges: list[Exchange] = field(default_factory=list)
    _servers: list[_RelayServer] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def environment_of(self, function: str, environment: Mapping[str, str]) -> Mapping[str, str]:
        """Return the environment with every service address replaced by a relay's."""
        relays: dict[str, str] = {}
        tapped = dict(environment)
        for name, value in environment.items():
            if name.startswith("AWS_ENDPOINT_URL_") or name == "ANTHROPIC_BEDROCK_BASE_URL":
                if value not in relays:
                    relays[value] = self._start(function, value)
                tapped[name] = relays[value]
        return tapped

    def close(self) -> None:
        """Stop all relays."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def keep(self, exchange: Exchange) -> None:
        """Remember an exchange."""
        with self._lock:
            self.exchanges.append(exchange)

    def _start(self, function: str, upstream: str) -> str:
        server = _RelayServer(self, function, upstream)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"


class _RelayServer(ThreadingHTTPServer):
    """Relays one function's requests to one service."""

    daemon_threads = True

    def __init__(self, tap: Wiretap, function: str, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        self.tap, self.function, self.target = tap, function, urlsplit(upstream)


class _Relay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _RelayServer

    def _relay(self) -> None:
        body, target = self._body(), self.server.target
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=120)
        try:
            response = self._forward(connection, body)
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.server.tap.keep(
                Exchange(
                    self.server.function, self.command, self.path, headers, body, response.status
                )
            )
            self._answer(response)
            response.close()
        except (http.client.HTTPException, ConnectionError):
            self.close_connection = True  # the service broke off, or is gone: so is the relay
        finally:
            connection.close()

    def _forward(
        self, connection: http.client.HTTPConnection, body: bytes
    ) -> http.client.HTTPResponse:
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP_HEADERS:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _relay

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _answer(self, response: http.client.HTTPResponse) -> None:
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in _HOP_HEADERS:
                self.send_header(name, value)
        empty = self.command == "HEAD" or response.status in {204, 304}
        if empty or response.length is not None:
            self.send_header("Content-Length", response.headers.get("Content-Length") or "0")
            self.end_headers()
            if not empty:
                self.wfile.write(response.read())
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while piece := response.read1(_CHUNK):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        pass
