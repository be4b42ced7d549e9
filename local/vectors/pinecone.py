"""The wire of a Pinecone index (REST, JSON): upsert, query, delete, fetch, by namespace.

A namespace exists once something was written to it: a deletion in another one is answered 404, a
query finds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from local.vectors.cosine import MAX_METADATA_BYTES, CosineIndex, Json, Unusable
from local.vectors.wire import Answer, Request, objects, strings

MAX_UPSERT = 1_000
MAX_DELETE = 1_000
MAX_TOP_K = 10_000
MAX_ID_CHARS = 512
_INVALID, _NOT_FOUND = 3, 5
"""Codes in bodies, those of gRPC."""


class PineconeWire:
    """One index of a given dimension behind one API key."""

    def __init__(self, *, api_key: str, dimension: int) -> None:
        self._api_key = api_key
        self._dimension = dimension
        self._namespaces: dict[str, CosineIndex] = {}

    def answer(self, request: Request) -> Answer | None:
        """Run one operation."""
        address = urlsplit(request.path)
        operations: Mapping[tuple[str, str], Callable[[], Answer]] = {
            ("POST", "/vectors/upsert"): lambda: self._upsert(request.body),
            ("POST", "/query"): lambda: self._query(request.body),
            ("POST", "/vectors/delete"): lambda: self._delete(request.body),
            ("GET", "/vectors/fetch"): lambda: self._fetch(parse_qs(address.query)),
        }
        operation = operations.get((request.method, address.path))
        if operation is None:
            return None
        if request.headers.get("api-key") != self._api_key:
            return _refusal(401, 16, "Invalid API Key")
        try:
            return operation()
        except (Unusable, KeyError) as wrong:
            return _refusal(400, _INVALID, str(wrong))

    def keys(self) -> list[tuple[str, str]]:
        """Return namespace and id of everything stored."""
        return [
            (name, key) for name, index in self._namespaces.items() for key in index.stored_keys()
        ]

    def _upsert(self, body: Json) -> Answer:
        vectors = objects(body.get("vectors"))
        if not 1 <= len(vectors) <= MAX_UPSERT:
            raise Unusable(f"1 to {MAX_UPSERT} vectors a call")
        for item in vectors:
            id = str(item["id"])
            if not 1 <= len(id) <= MAX_ID_CHARS or not id.isascii():
                raise Unusable("an id has 1 to 512 ASCII characters")
            if len(json.dumps(item.get("metadata")).encode()) > MAX_METADATA_BYTES:
                raise Unusable("metadata is over 40960 bytes")
        name = str(body.get("namespace") or "")
        index = self._namespaces.setdefault(name, CosineIndex(self._dimension))
        index.put((str(item["id"]), item.get("values"), item.get("metadata")) for item in vectors)
        return Answer(200, {"upsertedCount": len(vectors)})

    def _query(self, body: Json) -> Answer:
        top_k, name = body.get("topK"), str(body.get("namespace") or "")
        if not isinstance(top_k, int) or not 1 <= top_k <= MAX_TOP_K:
            raise Unusable(f"topK must be 1 to {MAX_TOP_K}")
        index = self._namespaces.get(name, CosineIndex(self._dimension))
        found = index.nearest(body.get("vector"), top_k=top_k, condition=body.get("filter"))
        matches: list[Json] = [
            {"id": hit.key, "score": hit.cosine, "values": []}
            | ({"metadata": hit.metadata} if body.get("includeMetadata") else {})
            for hit in found
        ]
        usage = {"readUnits": 1}
        return Answer(200, {"matches": matches, "namespace": name, "usage": usage})

    def _delete(self, body: Json) -> Answer:
        ids, name = strings(body.get("ids")), str(body.get("namespace") or "")
        if name not in self._namespaces:
            return _refusal(404, _NOT_FOUND, "Namespace not found")
        if not 1 <= len(ids) <= MAX_DELETE:
            raise Unusable(f"1 to {MAX_DELETE} ids a call")
        self._namespaces[name].delete(ids)
        return Answer(200, {})

    def _fetch(self, query: Mapping[str, list[str]]) -> Answer:
        name = query.get("namespace", [""])[0]
        index = self._namespaces.get(name, CosineIndex(self._dimension))
        found = {key: index.find(key) for key in query.get("ids", [])}
        vectors = {
            key: {"id": key, "values": stored[0], "metadata": stored[1]}
            for key, stored in found.items()
            if stored is not None
        }
        return Answer(200, {"vectors": vectors, "namespace": name})


def _refusal(status: int, code: int, message: str) -> Answer:
    return Answer(status, {"code": code, "message": message, "details": []})
