"""A vector store on the wire of S3 Vectors: exact cosine, metadata filters, in memory.

moto has no query for vectors. Loopback only; requests are REST JSON, one operation a path.
"""

from __future__ import annotations

import json
import math
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

Json: TypeAlias = dict[str, object]
MAX_PUT = 500
MAX_TOP_K = 100
_OPERATORS: dict[str, Callable[[object, object], bool]] = {
    "$eq": lambda value, wanted: wanted in value if isinstance(value, list) else value == wanted,
    "$ne": lambda value, wanted: value != wanted,
    "$in": lambda value, wanted: isinstance(wanted, list) and value in wanted,
    "$nin": lambda value, wanted: isinstance(wanted, list) and value not in wanted,
    "$exists": lambda value, wanted: (value is not None) == wanted,
    "$gt": lambda value, wanted: _number(value) > _number(wanted),
    "$gte": lambda value, wanted: _number(value) >= _number(wanted),
    "$lt": lambda value, wanted: _number(value) < _number(wanted),
    "$lte": lambda value, wanted: _number(value) <= _number(wanted),
}


class Refused(Exception):
    """A request the service would refuse, with its status and code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class VectorTable:
    """All indexes: name to key to (vector, metadata); safe from several threads."""

    def __init__(self) -> None:
        self._indexes: dict[str, dict[str, tuple[list[float], Json]]] = {}
        self._lock = threading.Lock()

    def answer(self, operation: str, body: Json) -> Json:
        """Run one operation.

        Raises:
            Refused: as the service would.
        """
        routes: dict[str, Callable[[Json], Json]] = {
            "PutVectors": self._put,
            "QueryVectors": self._query,
            "GetVectors": self._get,
            "DeleteVectors": self._delete,
            "ListVectors": self._list,
        }
        if operation not in routes:
            raise Refused(404, "NotFoundException", f"unknown operation {operation}")
        with self._lock:
            return routes[operation](body)

    def _index(self, body: Json) -> dict[str, tuple[list[float], Json]]:
        name = f"{body.get('vectorBucketName')}/{body.get('indexName') or body.get('indexArn')}"
        return self._indexes.setdefault(name, {})

    def _put(self, body: Json) -> Json:
        vectors = _objects(body.get("vectors"))
        if not 1 <= len(vectors) <= MAX_PUT:
            raise Refused(400, "ValidationException", f"1 to {MAX_PUT} vectors a call")
        index = self._index(body)
        for item in vectors:
            values = _floats(item.get("data"))
            metadata = item.get("metadata") or {}
            if not isinstance(metadata, dict) or any(v is None for v in metadata.values()):
                raise Refused(400, "ValidationException", "metadata must not hold nulls")
            index[str(item["key"])] = (values, metadata)
        return {}

    def _query(self, body: Json) -> Json:
        top_k = body.get("topK")
        if not isinstance(top_k, int) or not 1 <= top_k <= MAX_TOP_K:
            raise Refused(400, "ValidationException", f"topK must be 1 to {MAX_TOP_K}")
        wanted = _floats(body.get("queryVector"))
        condition = body.get("filter")
        hits = [
            (1.0 - _cosine(wanted, values), key, metadata)
            for key, (values, metadata) in self._index(body).items()
            if condition is None or _matches(metadata, condition)
        ]
        hits.sort(key=lambda hit: (hit[0], hit[1]))
        found = []
        for distance, key, metadata in hits[:top_k]:
            item: Json = {"key": key}
            if body.get("returnDistance"):
                item["distance"] = distance
            if body.get("returnMetadata"):
                item["metadata"] = metadata
            found.append(item)
        return {"vectors": found, "distanceMetric": "cosine"}

    def _get(self, body: Json) -> Json:
        index = self._index(body)
        return {
            "vectors": [
                {"key": key, "data": {"float32": index[key][0]}, "metadata": index[key][1]}
                for key in _strings(body.get("keys"))
                if key in index
            ]
        }

    def _delete(self, body: Json) -> Json:
        index = self._index(body)
        for key in _strings(body.get("keys")):
            index.pop(key, None)
        return {}

    def _list(self, body: Json) -> Json:
        return {
            "vectors": [
                {"key": key, "metadata": metadata}
                for key, (_, metadata) in sorted(self._index(body).items())
            ]
        }


def _matches(metadata: Mapping[str, object], condition: object) -> bool:
    if not isinstance(condition, dict):
        raise Refused(400, "ValidationException", "filter must be an object")
    return all(_clause(metadata, name, wanted) for name, wanted in condition.items())


def _clause(metadata: Mapping[str, object], name: str, wanted: object) -> bool:
    if name in {"$and", "$or"}:
        parts = [_matches(metadata, part) for part in _objects(wanted)]
        return all(parts) if name == "$and" else any(parts)
    value = metadata.get(name)
    if not isinstance(wanted, dict):
        return _OPERATORS["$eq"](value, wanted)
    unknown = set(wanted) - set(_OPERATORS)
    if unknown:
        raise Refused(400, "ValidationException", f"unknown operators {sorted(unknown)}")
    return all(_OPERATORS[operator](value, right) for operator, right in wanted.items())


def _cosine(a: list[float], b: list[float]) -> float:
    if len(a) != len(b):
        raise Refused(400, "ValidationException", "the dimension does not fit the index")
    norm = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(x * x for x in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / norm if norm else 0.0


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _objects(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _floats(value: object) -> list[float]:
    raw = value.get("float32") if isinstance(value, dict) else None
    if not isinstance(raw, list) or not raw:
        raise Refused(400, "ValidationException", "a vector needs float32 values")
    return [_number(item) for item in raw]


class VectorServer:
    """The HTTP server; each one starts empty."""

    def __init__(self, port: int = 0) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(VectorTable()))
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


def _handler_of(table: VectorTable) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Tell that the server is up."""
            self._send(200, {"status": "up"})

        def do_POST(self) -> None:
            """Run one operation."""
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                body = json.loads(raw or b"{}")
                self._send(200, table.answer(self.path.strip("/"), body))
            except Refused as refused:
                headers = {"x-amzn-ErrorType": refused.code}
                self._send(refused.status, {"message": str(refused)}, headers)
            except (ValueError, KeyError, TypeError) as wrong:
                headers = {"x-amzn-ErrorType": "ValidationException"}
                self._send(400, {"message": str(wrong)}, headers)

        def _send(self, status: int, value: Json, headers: Mapping[str, str] | None = None) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            for name, text in (headers or {}).items():
                self.send_header(name, text)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: metadata is the athlete's."""

    return Handler


if __name__ == "__main__":
    server = VectorServer(int(sys.argv[1]))
    print(f"ready {server.url}", flush=True)
    server.serve()
