"""A loopback server that takes Lambda invokes, remembers them and answers what a test says."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class LambdaStub:
    """Invokes as (function name, invocation type, event), and the status to answer with."""

    status: int = 202
    invokes: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    def start(self) -> str:
        """Start listening and return the address."""
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                name = self.path.split("/functions/")[1].split("/")[0]
                kind = self.headers["X-Amz-Invocation-Type"]
                stub.invokes.append((name, kind, json.loads(body)))
                self.send_response(stub.status)
                self.send_header("x-amzn-requestid", f"request-{len(stub.invokes)}")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
