"""The server: loopback only, one thread per connection, Nagle off."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self

from libs.clock import Clock, SystemClock
from local.bedrock.answers import Pace
from local.bedrock.calls import CallLog, LoggedCall
from local.bedrock.control import PREFIX, reset, serve_control
from local.bedrock.failures import Failure
from local.bedrock.http_exchange import Exchange
from local.bedrock.invocation import (
    Desk,
    FixedResponder,
    Invocation,
    Responder,
    find_operation,
)
from local.bedrock.prefix_cache import PrefixCache
from local.bedrock.scripts import Script, ScriptBook

HOST = "127.0.0.1"
LOCAL_ACCESS_KEY_ID = "LOCALACCESSKEY"
LOCAL_SECRET_KEY = "local-secret-key"  # noqa: S105 - opens nothing but this server

_BACKLOG = 256


class LocalBedrock:
    """A local Bedrock in threads of this process; a context manager that starts and stops it."""

    def __init__(
        self,
        responder: Responder | None = None,
        *,
        port: int = 0,
        secrets: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        pace: Pace | None = None,
        seed: int = 0,
    ) -> None:
        self._desk = Desk(
            responder=responder or FixedResponder(),
            secrets=secrets or {LOCAL_ACCESS_KEY_ID: LOCAL_SECRET_KEY},
            clock=clock or SystemClock(),
            log=CallLog(),
            scripts=ScriptBook(seed),
            cache=PrefixCache(),
            stopping=threading.Event(),
            pace=pace or Pace(),
        )
        self._port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> str:
        """Listen and return the base URL; port 0 takes a free one."""
        server = _Server(self._desk, self._port)
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, args=(0.05,), name="local-bedrock", daemon=True
        )
        self._thread.start()
        return self.base_url

    def stop(self) -> None:
        """End every call and connection and stop listening."""
        if self._server is None or self._thread is None:
            return
        self._desk.stopping.set()
        self._desk.scripts.close()
        self._server.shutdown()
        self._server.drop_connections()
        self._server.server_close()
        self._thread.join()
        self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Return `http://127.0.0.1:{port}` of a started server, port 0 before."""
        port = self._server.server_address[1] if self._server else 0
        return f"http://{HOST}:{port}"

    def script(self, *scripts: Script) -> None:
        """Add scripted answers and faults."""
        self._desk.scripts.add(scripts)

    def hold(self, label: str = "*") -> None:
        """Make calls with this label wait before they are answered, `*` for all."""
        self._desk.scripts.hold(label)

    def release(self, label: str | None = None) -> None:
        """Let held calls go on, None for all."""
        self._desk.scripts.release(label)

    def set_pace(self, pace: Pace) -> None:
        """Change the speed of answers that start from now on."""
        self._desk.pace = pace

    def reset(self) -> None:
        """Forget scripts, holds, the log and the prefix cache."""
        reset(self._desk)

    def calls(self, label: str | None = None, *, state: str | None = None) -> Sequence[LoggedCall]:
        """Return the log, oldest first."""
        return self._desk.log.find(label, state)

    def wait_for_calls(
        self,
        at_least: int,
        *,
        label: str | None = None,
        state: str | None = None,
        timeout_s: float = 10.0,
    ) -> Sequence[LoggedCall]:
        """Block until the log has that many matching lines, or the time is over."""
        return self._desk.log.wait(label=label, state=state, at_least=at_least, timeout_s=timeout_s)


class _Application:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def now_s(self) -> float:
        """Return monotonic seconds."""
        return self._desk.clock.monotonic_s()

    def serve(self, exchange: Exchange) -> None:
        """Route one request."""
        if exchange.path_only.startswith(PREFIX):
            serve_control(exchange, self._desk)
            return
        operation = find_operation(exchange.path_only)
        if operation is None or exchange.method != "POST":
            failure = Failure("UnknownOperationException", "Unknown operation.")
            exchange.answer_failure(failure, request_id="unknown")
            return
        model_id, name = operation
        Invocation(self._desk, exchange, model_id=model_id, name=name).serve()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = _BACKLOG
    allow_reuse_address = True

    def __init__(self, desk: Desk, port: int) -> None:
        handler = type("BoundExchange", (Exchange,), {"application": _Application(desk)})
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__((HOST, port), handler)

    def server_bind(self) -> None:
        """Bind without the reverse look-up of the host name that the base class makes."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def drop_connections(self) -> None:
        """Close every open connection, so that its thread ends."""
        with self._connections_lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection and remember it."""
        connection, address = super().get_request()
        with self._connections_lock:
            self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: object) -> None:
        """Close a connection that is done with."""
        if isinstance(request, socket.socket):
            with self._connections_lock:
                self._connections.discard(request)
            super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over clients that left; show everything else."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()
