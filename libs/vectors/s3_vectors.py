"""S3 Vectors: one index for all athletes, told apart by key prefix and filter on every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from libs.errors import StorageError, StoreRejectedError
from libs.memory.models import Entry, Hit, Search
from libs.vectors.encoding import athlete_tag, filter_of, metadata_of, record_of, stored_key

if TYPE_CHECKING:
    from types_boto3_s3vectors import S3VectorsClient

MAX_BATCH = 500
"""Vectors of one put or delete (S3 Vectors, limits)."""
MAX_TOP_K = 100
_BUSY_CODES = frozenset({"ThrottlingException", "TooManyRequestsException"})
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


@contextmanager
def s3_vectors_errors() -> Iterator[None]:
    """Map what a call raises.

    Raises:
        StorageError: the store did not answer, or was too busy.
        StoreRejectedError: it refused the request.
    """
    try:
        yield
    except ClientError as exc:
        code = str(exc.response.get("Error", {}).get("Code", ""))
        status = exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        busy = code in _BUSY_CODES or status in _BUSY
        if busy or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise StorageError(f"the vector store is not available: {code}") from exc
        raise StoreRejectedError(f"the vector store refused: {code}") from exc
    except ParamValidationError as exc:
        raise StoreRejectedError("the vector store cannot be asked for this") from exc
    except BotoCoreError as exc:
        raise StorageError(f"the vector store did not answer: {type(exc).__name__}") from exc


class S3VectorStore:
    """`VectorStore` on one S3 Vectors index; the client is made with the first call."""

    def __init__(
        self, connect: Callable[[], S3VectorsClient], *, bucket_name: str, index_name: str
    ) -> None:
        self._connect = connect
        self._bucket = bucket_name
        self._index = index_name

    def upsert(self, user_id: str, entries: Sequence[Entry]) -> None:
        """Store records, replacing those with the same key."""
        tag = athlete_tag(user_id)
        for start in range(0, len(entries), MAX_BATCH):
            with s3_vectors_errors():
                self._connect().put_vectors(
                    vectorBucketName=self._bucket,
                    indexName=self._index,
                    vectors=[
                        {
                            "key": stored_key(tag, entry.record.key),
                            "data": {"float32": list(entry.vector)},
                            "metadata": metadata_of(tag, entry.record),
                        }
                        for entry in entries[start : start + MAX_BATCH]
                    ],
                )

    def query(self, user_id: str, vector: tuple[float, ...], search: Search) -> tuple[Hit, ...]:
        """Return the athlete's nearest records, the most similar first."""
        tag = athlete_tag(user_id)
        with s3_vectors_errors():
            answer = self._connect().query_vectors(
                vectorBucketName=self._bucket,
                indexName=self._index,
                topK=min(search.top_k, MAX_TOP_K),
                queryVector={"float32": list(vector)},
                filter=filter_of(tag, search),
                returnMetadata=True,
                returnDistance=True,
            )
        hits = []
        for item in answer["vectors"]:
            metadata = item.get("metadata")
            record = record_of(tag, metadata) if isinstance(metadata, dict) else None
            if record is not None and item["key"] == stored_key(tag, record.key):
                hits.append(Hit(record, 1.0 - item.get("distance", 1.0)))
        return tuple(hits)

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        """Remove records by key; absent ones are no error."""
        tag = athlete_tag(user_id)
        names = [stored_key(tag, key) for key in keys]
        for start in range(0, len(names), MAX_BATCH):
            with s3_vectors_errors():
                self._connect().delete_vectors(
                    vectorBucketName=self._bucket,
                    indexName=self._index,
                    keys=names[start : start + MAX_BATCH],
                )

    def close(self) -> None:
        """Drop pooled connections; the next call opens new ones."""
        self._connect().close()
