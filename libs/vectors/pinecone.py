"""Pinecone: one index, a namespace per athlete; the SDK is optional and imported when it is used.

The SDK is 33 MB and takes 0.2 s to import: only stages that select it ship it. It repeats a failed
call three times by itself, and 10.2 has no switch for that on an index: whoever waits needs a
limit of its own, which `MemoryIndex` has.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from libs.errors import StorageError, StoreRejectedError
from libs.memory.models import Entry, Hit, Search
from libs.vectors.encoding import athlete_tag, filter_of, metadata_of, record_of, stored_key

if TYPE_CHECKING:
    from pinecone import Index

MAX_UPSERT = 100
"""Vectors of one upsert: at 512 dimensions and 4 KB of text about 1 MB of the 2 MB allowed."""
MAX_DELETE = 1_000
MAX_TOP_K = 100
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


@contextmanager
def pinecone_errors() -> Iterator[None]:
    """Map what a call raises.

    Raises:
        StorageError: the store did not answer, or was too busy.
        StoreRejectedError: it refused the request.
    """
    from pinecone import ApiError, PineconeError  # noqa: PLC0415 - optional and slow to import
    from pinecone.errors.exceptions import (  # noqa: PLC0415 - as above
        PineconeTypeError,
        PineconeValueError,
    )

    try:
        yield
    except ApiError as exc:
        busy = exc.status_code in _BUSY or exc.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        if busy:
            raise StorageError(f"the vector store is not available: {exc.status_code}") from exc
        raise StoreRejectedError(f"the vector store refused: {exc.status_code}") from exc
    except (PineconeValueError, PineconeTypeError) as exc:
        raise StoreRejectedError("the vector store cannot be asked for this") from exc
    except PineconeError as exc:
        raise StorageError(f"the vector store did not answer: {type(exc).__name__}") from exc


class PineconeVectorStore:
    """`VectorStore` on one Pinecone index; key and client are fetched with the first call."""

    def __init__(
        self,
        load_api_key: Callable[[], str],
        *,
        host: str,
        timeout_s: float,
    ) -> None:
        self._load_api_key = load_api_key
        self._host = host
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._index: Index | None = None

    def upsert(self, user_id: str, entries: Sequence[Entry]) -> None:
        """Store records, replacing those with the same key."""
        tag = athlete_tag(user_id)
        vectors = [
            {
                "id": stored_key(tag, entry.record.key),
                "values": list(entry.vector),
                "metadata": metadata_of(tag, entry.record),
            }
            for entry in entries
        ]
        for start in range(0, len(vectors), MAX_UPSERT):
            with pinecone_errors():
                self._connect().upsert(vectors=vectors[start : start + MAX_UPSERT], namespace=tag)

    def query(self, user_id: str, vector: tuple[float, ...], search: Search) -> tuple[Hit, ...]:
        """Return the athlete's nearest records, the most similar first."""
        tag = athlete_tag(user_id)
        with pinecone_errors():
            answer = self._connect().query(
                vector=list(vector),
                top_k=min(search.top_k, MAX_TOP_K),
                namespace=tag,
                filter=filter_of(tag, search),
                include_metadata=True,
            )
        hits = []
        for match in answer.matches:
            record = record_of(tag, match.metadata or {})
            if record is not None and match.id == stored_key(tag, record.key):
                hits.append(Hit(record, float(match.score)))
        return tuple(hits)

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        """Remove records by key; absent ones, and an athlete without any, are no error."""
        from pinecone import NotFoundError  # noqa: PLC0415 - optional and slow to import

        tag = athlete_tag(user_id)
        names = [stored_key(tag, key) for key in keys]
        for start in range(0, len(names), MAX_DELETE):
            with pinecone_errors():
                try:
                    self._connect().delete(ids=names[start : start + MAX_DELETE], namespace=tag)
                except NotFoundError:
                    # Pinecone answers 404 for a namespace that never held anything.
                    return

    def close(self) -> None:
        """Drop the client with its connections; the next call makes a new one."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _connect(self) -> Index:
        with self._lock:
            if self._index is None:
                from pinecone import Index  # noqa: PLC0415 - optional and slow to import

                api_key = self._load_api_key()
                self._index = Index(host=self._host, api_key=api_key, timeout=self._timeout_s)
            return self._index
