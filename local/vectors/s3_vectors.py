"""The wire of S3 Vectors: REST JSON, one operation a path; indexes must be created first.

Limits of the service that matter here are held: 500 vectors a call, topK 100, 40 KB of metadata of
which 2 KB may be filterable.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from local.vectors.cosine import MAX_METADATA_BYTES, CosineIndex, Json, Unusable
from local.vectors.wire import Answer, Request, objects, strings

MAX_BATCH = 500
MAX_TOP_K = 100
MAX_KEY_CHARS = 1024
MAX_FILTERABLE_BYTES = 2048
Operation = Callable[[Json], Json]


class Refused(Exception):
    """A request the service would refuse, with its status and code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True)
class _Index:
    vectors: CosineIndex
    not_filterable: frozenset[str]


class S3VectorsWire:
    """All buckets and indexes of one server."""

    def __init__(self) -> None:
        self._buckets: set[str] = set()
        self._indexes: dict[tuple[str, str], _Index] = {}
        self._operations: dict[str, Operation] = {
            "CreateVectorBucket": self._create_bucket,
            "CreateIndex": self._create_index,
            "PutVectors": self._put,
            "QueryVectors": self._query,
            "GetVectors": self._get,
            "DeleteVectors": self._delete,
            "ListVectors": self._list,
        }

    def answer(self, request: Request) -> Answer | None:
        """Run one operation."""
        operation = self._operations.get(request.path.strip("/"))
        if operation is None:
            return None
        try:
            return Answer(200, operation(request.body))
        except Refused as refused:
            return _refusal(refused.status, refused.code, str(refused))
        except (Unusable, KeyError) as wrong:
            return _refusal(400, "ValidationException", str(wrong))

    def _create_bucket(self, body: Json) -> Json:
        name = str(body["vectorBucketName"])
        if name in self._buckets:
            raise Refused(409, "ConflictException", "the vector bucket exists")
        self._buckets.add(name)
        return {}

    def _create_index(self, body: Json) -> Json:
        bucket, name = str(body.get("vectorBucketName")), str(body["indexName"])
        if bucket not in self._buckets:
            raise Refused(404, "NotFoundException", "there is no such vector bucket")
        if (bucket, name) in self._indexes:
            raise Refused(409, "ConflictException", "the index exists")
        dimension = body.get("dimension")
        if not isinstance(dimension, int) or body.get("distanceMetric") != "cosine":
            raise Refused(400, "ValidationException", "only cosine indexes with a dimension")
        configured = body.get("metadataConfiguration") or {}
        names = configured.get("nonFilterableMetadataKeys") if isinstance(configured, dict) else ()
        index = _Index(CosineIndex(dimension), frozenset(strings(names)))
        self._indexes[bucket, name] = index
        return {}

    def _index(self, body: Json) -> _Index:
        place = (str(body.get("vectorBucketName")), str(body.get("indexName")))
        if place not in self._indexes:
            raise Refused(404, "NotFoundException", "there is no such index")
        return self._indexes[place]

    def _put(self, body: Json) -> Json:
        index, vectors = self._index(body), objects(body.get("vectors"))
        if not 1 <= len(vectors) <= MAX_BATCH:
            raise Refused(400, "ValidationException", f"1 to {MAX_BATCH} vectors a call")
        for item in vectors:
            _check_size(item.get("metadata"), index.not_filterable)
            if not 1 <= len(str(item["key"])) <= MAX_KEY_CHARS:
                raise Refused(400, "ValidationException", "the key's length")
        index.vectors.put(
            (str(item["key"]), _floats(item.get("data")), item.get("metadata")) for item in vectors
        )
        return {}

    def _query(self, body: Json) -> Json:
        index, top_k = self._index(body), body.get("topK")
        if not isinstance(top_k, int) or not 1 <= top_k <= MAX_TOP_K:
            raise Refused(400, "ValidationException", f"topK must be 1 to {MAX_TOP_K}")
        values, condition = _floats(body.get("queryVector")), body.get("filter")
        found: list[Json] = []
        for hit in index.vectors.nearest(values, top_k=top_k, condition=condition):
            item: Json = {"key": hit.key}
            if body.get("returnDistance"):
                item["distance"] = 1.0 - hit.cosine
            if body.get("returnMetadata"):
                item["metadata"] = hit.metadata
            found.append(item)
        return {"vectors": found, "distanceMetric": "cosine"}

    def _get(self, body: Json) -> Json:
        vectors = self._index(body).vectors
        found = [(key, vectors.find(key)) for key in strings(body.get("keys"))]
        return {
            "vectors": [
                {"key": key, "data": {"float32": stored[0]}, "metadata": stored[1]}
                for key, stored in found
                if stored is not None
            ]
        }

    def _delete(self, body: Json) -> Json:
        index, keys = self._index(body), strings(body.get("keys"))
        if not 1 <= len(keys) <= MAX_BATCH:
            raise Refused(400, "ValidationException", f"1 to {MAX_BATCH} keys a call")
        index.vectors.delete(keys)
        return {}

    def _list(self, body: Json) -> Json:
        return {"vectors": [{"key": key} for key in self._index(body).vectors.stored_keys()]}


def _check_size(metadata: object, not_filterable: frozenset[str]) -> None:
    held = metadata if isinstance(metadata, dict) else {}
    filterable = {name: value for name, value in held.items() if name not in not_filterable}
    if _size(held) > MAX_METADATA_BYTES:
        raise Refused(400, "ValidationException", "metadata is over 40 KB")
    if _size(filterable) > MAX_FILTERABLE_BYTES:
        raise Refused(400, "ValidationException", "filterable metadata is over 2 KB")


def _size(value: Json) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _floats(value: object) -> object:
    return value.get("float32") if isinstance(value, dict) else None


def _refusal(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"message": message}, {"x-amzn-ErrorType": code})
