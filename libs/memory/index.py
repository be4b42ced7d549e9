"""The index by meaning: embeds texts, writes and finds records; best effort by contract.

A model or store that is down, or hangs, costs relevance: a metric and a log line tell of it, the
caller gets False or nothing, and the turn or build goes on. Everything runs in threads of its own:
a store that hangs fills these and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import TypeVar

from libs.ai.ports import EmbeddingModel
from libs.errors import CoachBackendError
from libs.memory.models import Entry, Hit, MemoryRecord, Search
from libs.memory.ports import MemoryLog, MemoryMetrics, VectorStore

T = TypeVar("T")
Found = tuple[tuple[Hit, ...], ...]
MAX_QUERY_CHARS = 2_000
"""Of the text that is searched for; Titan takes 8,000 tokens, a question says it in fewer."""
UNAVAILABLE = "MemoryIndexUnavailable"
"""Metric; its dimensions are `step` (`write`, `read`) and `reason` (an error's code, or `late`)."""
THREADS = 8


class MemoryIndex:
    """Records of one deployment in one vector store; `store` None is a stage without one."""

    def __init__(
        self,
        *,
        embeddings: EmbeddingModel,
        store: VectorStore | None,
        log: MemoryLog,
        metrics: MemoryMetrics,
        wait_s: float,
    ) -> None:
        self._embeddings = embeddings
        self._store = store
        self._log = log
        self._metrics = metrics
        self._wait_s = wait_s
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="memory")

    def remember(self, user_id: str, records: Sequence[MemoryRecord]) -> bool:
        """Index records; True when all of them were accepted in time. Idempotent."""
        store, told = self._store, [record for record in records if record.text]
        if store is None or not told:
            return False

        def write() -> bool:
            entries = [Entry(item, self._embeddings.embed(item.text)) for item in told]
            store.upsert(user_id, entries)
            return True

        accepted = self._awaited(self._threads.submit(write), "write") is True
        if accepted:
            self._log.info("memory_records_indexed", count=len(told), kind=told[0].kind)
        return accepted

    def remember_kept(
        self,
        user_id: str,
        records: Sequence[MemoryRecord],
        is_kept: Callable[[MemoryRecord], bool],
    ) -> bool:
        """Index records of stored things, and take back those whose thing was deleted meanwhile.

        A deletion removes the record before and after the thing: whichever of both ends last, no
        record outlives what it tells of.
        """
        if not self.remember(user_id, records):
            return False
        try:
            gone = [record for record in records if not is_kept(record)]
        except CoachBackendError as error:
            self._log.warning("memory_records_unchecked", code=error.code)
            return True
        self.forget(user_id, gone)
        return len(gone) < len(records)

    def forget(self, user_id: str, records: Sequence[MemoryRecord]) -> bool:
        """Remove records; True when they are gone for sure."""
        store = self._store
        if store is None or not records:
            return True
        keys = [record.key for record in records]

        def remove() -> bool:
            store.delete(user_id, keys)
            return True

        return self._awaited(self._threads.submit(remove), "write") is True

    def start_search(
        self, user_id: str, text: str, searches: Sequence[Search]
    ) -> Callable[[], Found | None]:
        """Begin to look for one text; the returned call waits for the hits of each search.

        It gives None when there is no answer: no store, no text, down, or late.
        """
        query = " ".join(text.split())[:MAX_QUERY_CHARS].encode("utf-8", "replace").decode()
        store = self._store
        if store is None or not query:
            return lambda: None

        def read() -> Found:
            vector = self._embeddings.embed(query)
            with ThreadPoolExecutor(len(searches)) as threads:
                return tuple(threads.map(lambda one: store.query(user_id, vector, one), searches))

        search = self._threads.submit(read)
        return lambda: self._awaited(search, "read")

    def _awaited(self, work: Future[T], step: str) -> T | None:
        try:
            return work.result(timeout=self._wait_s)
        except TooLate:
            work.cancel()
            self._unavailable(step, "late")
        except CoachBackendError as error:
            self._unavailable(step, error.code)
        return None

    def _unavailable(self, step: str, reason: str) -> None:
        self._metrics.count(UNAVAILABLE, step=step, reason=reason)
        self._log.warning("memory_index_unavailable", step=step, reason=reason)
