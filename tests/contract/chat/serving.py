"""The chat under uvicorn on loopback, and a client that reads streams as they come."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from libs.clock import SystemClock


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[int]:
    """Serve the app in a thread and give its port."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="chat")
    thread.start()
    clock = SystemClock()
    while not server.started and thread.is_alive():
        clock.sleep(0.005)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(timeout=20)


@dataclass
class Stream:
    """An answer that is read line by line."""

    connection: http.client.HTTPConnection
    response: http.client.HTTPResponse
    lines: list[str] = field(default_factory=list)

    def read_until(self, text: str) -> None:
        """Read lines until one holds the text.

        Raises:
            EOFError: the stream ended before.
        """
        while not self.lines or text not in self.lines[-1]:
            line = self.response.readline()
            if not line:
                raise EOFError(text)
            self.lines.append(line.decode())

    def read_all(self) -> list[Any]:
        """Read to the end and return the JSON of all data lines."""
        self.lines += [line.decode() for line in self.response.readlines()]
        self.connection.close()
        data = [line[6:] for line in self.lines if line.startswith("data: {")]
        return [json.loads(line) for line in data]

    def read_refusal(self) -> tuple[int, Any]:
        """Return the status and the error of a plain answer; None for an empty one."""
        body = self.response.read()
        self.connection.close()
        return self.response.status, json.loads(body)["error"] if body else None


def send(port: int, method: str, path: str, body: object = None, *, bearer: str = "good") -> Stream:
    """Send one request and return once the headers are there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"authorization": f"Bearer {bearer}", "content-type": "application/json"}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    return Stream(connection, connection.getresponse())
