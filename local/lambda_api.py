"""An endpoint that speaks Lambda's Invoke API over HTTP, on loopback only.

`POST /2015-03-31/functions/{name}/invocations` with `X-Amz-Invocation-Type` Event or
RequestResponse; sizes and answers as the service documents them.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from local.lambda_host import LambdaHost

EVENT_LIMIT_BYTES = 1_048_576
"""Asynchronous payload limit, 1 MB (Lambda quotas, 2026)."""
SYNC_LIMIT_BYTES = 6_291_456
_INVOKE = re.compile(r"^/2015-03-31/functions/([^/]+)/invocations/?$")


class LambdaApi:
    """The HTTP server in front of a `LambdaHost`."""

    def __init__(self, host: LambdaHost, *, port: int = 0) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(host))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> LambdaApi:
        """Serve in a thread."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Refused(Exception):
    """An invoke that Lambda would refuse."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def _invoke(
    host: LambdaHost, name: str, body: bytes, is_event: bool
) -> tuple[int, bytes, dict[str, str]]:
    """Return status, body and headers of an invoke.

    Raises:
        _Refused: as the service would refuse it.
    """
    spec = host.find(name)
    if spec is None:
        raise _Refused(404, "ResourceNotFoundException", "Function not found")
    if len(body) > (EVENT_LIMIT_BYTES if is_event else SYNC_LIMIT_BYTES):
        raise _Refused(413, "RequestTooLargeException", "Request must be smaller")
    try:
        payload = json.dumps(json.loads(body or b"null"))
    except ValueError:
        raise _Refused(
            400, "InvalidRequestContentException", "Could not parse request body"
        ) from None
    if is_event:
        return 202, b"", {"x-amzn-RequestId": host.invoke_event(spec, payload)}
    request_id = str(uuid.uuid4())
    outcome = host.invoke(spec, payload, request_id)
    headers = {"x-amzn-RequestId": request_id, "X-Amz-Executed-Version": "$LATEST"}
    if not outcome.failed:
        return 200, json.dumps(outcome.result).encode(), headers
    error = {"errorType": outcome.error_type, "errorMessage": outcome.error_message}
    return 200, json.dumps(error).encode(), headers | {"X-Amz-Function-Error": "Unhandled"}


def _handler_of(host: LambdaHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Answer an invoke."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = _INVOKE.match(self.path.split("?", 1)[0])
            is_event = self.headers.get("X-Amz-Invocation-Type") == "Event"
            try:
                answer = _invoke(host, unquote(found[1]) if found else "", body, is_event)
            except _Refused as refused:
                headers = {"x-amzn-ErrorType": refused.code}
                message = json.dumps({"Type": "User", "Message": str(refused)})
                self._send(refused.status, message.encode(), headers)
                return
            self._send(*answer)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: payloads and names of athletes are nobody's business."""

    return Handler
