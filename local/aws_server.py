"""DynamoDB, S3, SQS, Cognito, EventBridge and Secrets Manager by moto's server.

Table and bucket requests are answered one at a time: moto's transactions restore a copy of the
table when a condition fails, which under threads undoes what others have written meanwhile.
"""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from local import aws_transactions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
_SERIAL_SERVICES = ("/dynamodb/", "/s3/")
"""As they stand in a request's credential scope."""


class SerialStorage:
    """A WSGI application that lets one table or bucket request through at a time."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the body is complete before the next one begins."""
        scope = environ.get("HTTP_AUTHORIZATION", "")
        if not any(service in scope for service in _SERIAL_SERVICES):
            return self._application(environ, start_response)
        with self._lock:
            return list(self._application(environ, start_response))


class KeepAliveHandler(MotoRequestHandler):
    """Answers one request after another on a connection, as the real services do.

    Werkzeug's own handler closes each connection, which costs every caller a new one.
    """

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to send its body, at once."""
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def run_wsgi(self) -> None:
        """Answer a request; its body is read whole, whatever the application takes of it."""
        environ = self.make_environ()
        if "wsgi.input_terminated" not in environ:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            environ["wsgi.input"] = io.BytesIO(self.rfile.read(length))
        try:
            answer = Response.from_app(self.server.app, environ, buffered=True)
        except Exception as error:
            self.server.log("error", type(error).__name__)
            answer = Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        self._send(answer)

    def _send(self, answer: Response) -> None:
        body = answer.get_data()
        # The answer to a HEAD names the length of an object that it does not carry.
        if self.command != "HEAD" and answer.status_code not in _WITHOUT_BODY:
            answer.headers["Content-Length"] = str(len(body))
        self.send_response(answer.status_code)
        for name, value in answer.headers:
            if name.lower() not in {"connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


def make_aws_server(port: int) -> BaseWSGIServer:
    """Return a server on loopback; port 0 takes a free one."""
    return make_server(
        "127.0.0.1",
        port,
        storage_application(),
        threaded=True,
        request_handler=KeepAliveHandler,
    )


def storage_application() -> WSGIApplication:
    """Return moto's services as a quiet application that is safe under threads."""
    aws_transactions.install()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return SerialStorage(DomainDispatcherApplication(create_backend_app))


def start_in_thread() -> tuple[str, Callable[[], None]]:
    """Start a server on a free port; return its address and what stops it."""
    server = make_aws_server(0)
    thread = threading.Thread(target=server.serve_forever, name="aws-server", daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    return f"http://127.0.0.1:{server.server_port}", stop


if __name__ == "__main__":
    aws_server = make_aws_server(int(sys.argv[1]))
    print(f"ready http://127.0.0.1:{aws_server.server_port}", flush=True)
    aws_server.serve_forever()
