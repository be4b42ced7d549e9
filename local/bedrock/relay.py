"""A relay to the real Bedrock that counts money: `make run MODEL=bedrock`.

Functions talk to loopback with local credentials as always; the relay signs each request again with
the person's own AWS credentials, passes the answer through as it comes, adds up what it costs and
refuses further calls once MAX_USD is spent. Nothing but Bedrock leaves the machine.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import botocore.session
import httpx2
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.eventstream import EventStreamBuffer

from libs.ai.ports import Usage
from libs.ai.usage import SpendGuard, cost_usd
from libs.errors import BudgetExceededError

READ_TIMEOUT_S = 300.0
PASSED_HEADERS = ("content-type", "x-amzn-requestid", "x-amzn-errortype",
                  "x-amzn-bedrock-content-type")  # fmt: skip


class Ledger:
    """What was spent so far; safe from several threads."""

    def __init__(self, limit_usd: Decimal) -> None:
        self._lock = threading.Lock()
        self._spent_usd = Decimal(0)
        self.guard = SpendGuard(limit_usd, spent_usd=lambda: self._spent_usd)

    def add(self, model_id: str, usage: Usage) -> None:
        """Add the price of a call."""
        with self._lock:
            self._spent_usd += cost_usd(model_id, usage)

    @property
    def spent_usd(self) -> Decimal:
        """Return the sum in USD."""
        return self._spent_usd


class UsageReader:
    """Follows the bytes of an answer and reads the token counts out of it."""

    def __init__(self, *, is_stream: bool) -> None:
        self._buffer = EventStreamBuffer() if is_stream else None
        self._body = b""
        self.usage = Usage()

    def feed(self, chunk: bytes) -> None:
        """Read a piece of the body."""
        if self._buffer is None:
            self._body += chunk
            return
        self._buffer.add_data(chunk)
        for message in self._buffer:
            payload = json.loads(message.payload or b"{}")
            if "bytes" in payload:
                self._event(json.loads(base64.b64decode(payload["bytes"])))

    def close(self) -> None:
        """Read the whole body of an answer that is no stream."""
        if self._buffer is None and self._body.startswith(b"{"):
            value = json.loads(self._body)
            self._count(value.get("usage") or {})
            tokens = value.get("inputTextTokenCount")
            if isinstance(tokens, int):
                self.usage = Usage(input_tokens=tokens)

    def _event(self, event: Mapping[str, object]) -> None:
        message = event.get("message")
        usage = message.get("usage") if isinstance(message, dict) else event.get("usage")
        if isinstance(usage, dict):
            self._count(usage)

    def _count(self, usage: Mapping[str, object]) -> None:
        def newest(name: str, known: int) -> int:
            value = usage.get(name)
            return value if isinstance(value, int) else known

        known = self.usage
        self.usage = Usage(
            newest("input_tokens", known.input_tokens),
            newest("output_tokens", known.output_tokens),
            newest("cache_read_input_tokens", known.cache_read_tokens),
            newest("cache_creation_input_tokens", known.cache_write_tokens),
        )


class Upstream:
    """The real service, or another local Bedrock in tests."""

    def __init__(self, base_url: str, region: str) -> None:
        self._base_url, self._region = base_url, region
        self._session = botocore.session.get_session()
        self._http = httpx2.Client(timeout=httpx2.Timeout(10.0, read=READ_TIMEOUT_S))

    def send(self, path: str, body: bytes, accept: str) -> httpx2.Response:
        """Sign and send a request; the answer's body is still to be read."""
        headers = {"content-type": "application/json", "accept": accept}
        signed = AWSRequest("POST", f"{self._base_url}{path}", data=body, headers=headers)
        credentials = self._session.get_credentials()
        if credentials is None:
            raise httpx2.RequestError("no AWS credentials; configure a profile or a role first")
        SigV4Auth(credentials, "bedrock", self._region).add_auth(signed)
        request = self._http.build_request(
            "POST", f"{self._base_url}{path}", content=body, headers=dict(signed.headers.items())
        )
        return self._http.send(request, stream=True)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


class Relay:
    """The server on loopback."""

    def __init__(self, upstream: Upstream, ledger: Ledger, *, port: int = 0) -> None:
        self._server = _Server(upstream, ledger, port)

    @property
    def base_url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Relay:
        """Serve in a thread."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def serve(self) -> None:
        """Serve in this thread until the process ends."""
        self._server.serve_forever()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream: Upstream, ledger: Ledger, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.upstream, self.ledger = upstream, ledger


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Tell that the relay is up and what was spent."""
        self._answer(200, {"spentUsd": str(self.server.ledger.spent_usd)}, {})

    def do_POST(self) -> None:
        """Pass a call on, or refuse it when the money is spent."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self.server.ledger.guard.check()
        except BudgetExceededError as spent:
            headers = {"x-amzn-ErrorType": "AccessDeniedException"}
            self._answer(403, {"message": spent.message}, headers)
            return
        try:
            self._pass_on(body)
        except httpx2.HTTPError as failed:
            sys.stderr.write(f"upstream: {type(failed).__name__}\n")
            self.close_connection = True

    def _pass_on(self, body: bytes) -> None:
        accept = self.headers.get("Accept") or "application/json"
        reply = self.server.upstream.send(self.path, body, accept)
        is_stream = "eventstream" in reply.headers.get("content-type", "")
        reader = UsageReader(is_stream=is_stream)
        self.send_response(reply.status_code)
        for name in PASSED_HEADERS:
            if name in reply.headers:
                self.send_header(name, reply.headers[name])
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for chunk in _chunks(reply):
                reader.feed(chunk)
                self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")
        finally:
            reader.close()
            self.server.ledger.add(_model_of(self.path), reader.usage)
            reply.close()

    def _answer(self, status: int, value: object, headers: Mapping[str, str]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: prompts are nobody's business."""


def _chunks(reply: httpx2.Response) -> Iterator[bytes]:
    for chunk in reply.iter_raw():
        if chunk:
            yield chunk


def _model_of(path: str) -> str:
    parts = path.split("/")
    return unquote(parts[2]) if len(parts) > 2 else ""


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m local.bedrock.relay", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--max-usd", type=Decimal, default=Decimal(1))
    parser.add_argument("--region", default="")
    args = parser.parse_args()
    region = args.region or botocore.session.get_session().get_config_variable("region")
    region = region or "us-east-1"
    upstream = Upstream(f"https://bedrock-runtime.{region}.amazonaws.com", region)
    relay = Relay(upstream, Ledger(args.max_usd), port=args.port)
    print(f"ready {relay.base_url}", flush=True)
    relay.serve()


if __name__ == "__main__":
    main()
