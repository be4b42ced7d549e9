"""The AWS services by moto's server, which also tells when each request was on the wire.

`GET /_bench/waits` returns `[[target, received_s, answered_s], ...]` since the last call, by the
monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from local.aws_server import KeepAliveHandler, storage_application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOG_PATH = "/_bench/waits"
_waits: list[tuple[str, float, float]] = []


class TimingHandler(KeepAliveHandler):
    """Notes when a request line arrived and when its answer was written."""

    def parse_request(self) -> bool:
        """Read the head of a request, whose first line has arrived."""
        self._received_s = time.monotonic()
        return super().parse_request()

    def run_wsgi(self) -> None:
        """Answer a request."""
        super().run_wsgi()
        target = self.headers.get("X-Amz-Target", self.path)
        if self.path != LOG_PATH:
            _waits.append((target, self._received_s, time.monotonic()))


class WithLog:
    """A WSGI application that answers the log's address and passes everything else on."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] != LOG_PATH:
            return self._application(environ, start_response)
        body = json.dumps(_waits).encode()
        _waits.clear()
        start_response("200 OK", [("content-length", str(len(body)))])
        return [body]


def main(port: int) -> None:
    """Serve on loopback until told to stop."""
    server = make_server(
        "127.0.0.1",
        port,
        WithLog(storage_application()),
        threaded=True,
        request_handler=TimingHandler,
    )
    print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
