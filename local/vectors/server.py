"""The HTTP server of both wires; loopback only; each one starts empty."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local.vectors.cosine import Json
from local.vectors.pinecone import PineconeWire
from local.vectors.s3_vectors import S3VectorsWire
from local.vectors.wire import Answer, Request

DIMENSION = 512
API_KEY = "local-pinecone-key"
"""Not a secret: it opens nothing but this double."""


class VectorServer:
    """Serves S3 Vectors and Pinecone on one port; their addresses do not meet."""

    def __init__(self, port: int = 0, *, dimension: int = DIMENSION) -> None:
        self.pinecone = PineconeWire(api_key=API_KEY, dimension=dimension)
        self.s3_vectors = S3VectorsWire()
        self.refuse_with: int | None = None
        """A status that every request gets; None serves."""
        self.served: list[str] = []
        """Method and path of each request, in order; no content."""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> VectorServer:
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

    def answer(self, request: Request | None) -> Answer:
        """Answer a request; None is one whose body is no JSON object."""
        if self.refuse_with is not None:
            return Answer(self.refuse_with, {"message": "told to refuse"})
        if request is None:
            return Answer(400, {"message": "the body is no JSON object"})
        for wire in (self.s3_vectors, self.pinecone):
            answer = wire.answer(request)
            if answer is not None:
                return answer
        return Answer(404, {"message": "unknown operation"})


def _handler_of(owner: VectorServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else head and body wait 40 ms for each other

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            owner.served.append(f"{self.command} {self.path.partition('?')[0]}")
            body = _json_object(raw or b"{}")
            headers = {name.lower(): text for name, text in self.headers.items()}
            request = Request(self.command, self.path, body, headers) if body is not None else None
            self._send(owner.answer(request))

        def _send(self, answer: Answer) -> None:
            body = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            sent: Mapping[str, str] = {
                **answer.headers,
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
            }
            for name, text in sent.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: metadata is the athlete's."""

    return Handler


def _json_object(raw: bytes) -> Json | None:
    try:
        value: object = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
