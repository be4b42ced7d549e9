"""The index is best effort: down, late or raced, it costs relevance and says so."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from libs.clock import FrozenClock
from libs.errors import ModelThrottledError, StorageError
from libs.memory.index import UNAVAILABLE, MemoryIndex
from libs.memory.models import Entry, Hit, Memory, MemoryRecord, Search
from libs.memory.recollection import Recollector
from libs.memory.retrieval import Recollection
from tests.fakes.jobs import RecordingLog, RecordingMetrics

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
USER, COACH = "user-1", "coach_1"
RECORD = MemoryRecord.of("workout", "w1", "5 km run", at=NOW)
LONG_S = 30.0


@dataclass
class World:
    """An embedding model and a store in memory that fail or hang on demand, and a shelf."""

    records: dict[str, MemoryRecord] = field(default_factory=dict)
    memories: tuple[Memory, ...] = ()
    throttled: bool = False
    down: bool = False
    hangs: threading.Event | None = None
    dimensions: int = 1
    log: RecordingLog = field(default_factory=RecordingLog)
    metrics: RecordingMetrics = field(default_factory=RecordingMetrics)

    def embed(self, text: str) -> tuple[float, ...]:
        if self.hangs is not None:
            assert self.hangs.wait(LONG_S)
        if self.throttled:
            raise ModelThrottledError("busy")
        return (1.0,)

    def upsert(self, user_id: str, entries: Sequence[Entry]) -> None:
        self._reach()
        self.records |= {entry.record.key: entry.record for entry in entries}

    def query(self, user_id: str, vector: tuple[float, ...], search: Search) -> tuple[Hit, ...]:
        self._reach()
        return tuple(Hit(item, 0.9) for item in self.records.values() if item.kind in search.kinds)

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        self._reach()
        for key in keys:
            self.records.pop(key, None)

    def list_memories(self, user_id: str) -> tuple[Memory, ...]:
        return self.memories

    def index(self, *, wait_s: float = LONG_S, is_on: bool = True) -> MemoryIndex:
        return MemoryIndex(
            embeddings=self,
            store=self if is_on else None,
            log=self.log,
            metrics=self.metrics,
            wait_s=wait_s,
        )

    def recollect(self, index: MemoryIndex, text: str = "run") -> Recollection:
        recollector = Recollector(self, index, clock=FrozenClock(NOW))
        return recollector.recollect(USER, COACH, text)

    def _reach(self) -> None:
        if self.down:
            raise StorageError("down")

    @property
    def counted(self) -> list[dict[str, str]]:
        return [detail for name, _, detail in self.metrics.figures if name == UNAVAILABLE]


def test_a_record_is_kept_and_found() -> None:
    world = World()

    assert world.index().remember(USER, [RECORD]) is True
    assert world.recollect(world.index()).related == (RECORD,)
    assert world.counted == []


@pytest.mark.parametrize(("fault", "reason"), [("down", "storage"), ("throttled", "throttled")])
def test_what_is_down_is_counted_and_said_without_content(fault: str, reason: str) -> None:
    world = World(memories=(Memory(memory_id="m1", text="No dips", created_at=NOW),))
    setattr(world, fault, True)

    assert world.index().remember(USER, [RECORD]) is False
    found = world.recollect(world.index())

    assert [item.memory_id for item in found.memories] == ["m1"]
    assert world.counted == [
        {"step": "write", "reason": reason},
        {"step": "read", "reason": reason},
    ]
    assert world.log.events() == ["memory_index_unavailable"] * 2
    assert "5 km" not in repr(world.log.lines)


def test_a_search_that_hangs_is_left_out() -> None:
    world = World(memories=(Memory(memory_id="m1", text="No dips", created_at=NOW),))
    world.hangs = threading.Event()

    found = world.recollect(world.index(wait_s=0.01))
    world.hangs.set()

    assert [item.memory_id for item in found.memories] == ["m1"]
    assert world.counted == [{"step": "read", "reason": "late"}]


def test_a_stage_without_a_store_neither_embeds_nor_complains() -> None:
    world = World(throttled=True, memories=(Memory(memory_id="m1", text="No dips"),))
    index = world.index(is_on=False)

    assert index.remember(USER, [RECORD]) is False
    assert index.forget(USER, [RECORD]) is True
    assert len(world.recollect(index).memories) == 1
    assert world.counted == []


def test_an_empty_message_is_not_searched_for() -> None:
    world = World(throttled=True)

    assert world.recollect(world.index(), "  \n ") == Recollection()
    assert world.counted == []


def test_a_record_of_something_deleted_meanwhile_is_taken_back() -> None:
    world = World()
    other = MemoryRecord.of("workout", "w2", "squats", at=NOW)

    kept = world.index().remember_kept(USER, [RECORD, other], lambda record: record.id == "w2")

    assert kept is True
    assert set(world.records) == {"workout#w2"}
    assert world.index().remember_kept(USER, [RECORD], lambda record: False) is False


def test_a_table_that_does_not_answer_leaves_the_record() -> None:
    def unreadable(record: MemoryRecord) -> bool:
        raise StorageError("down")

    world = World()

    assert world.index().remember_kept(USER, [RECORD], unreadable) is True
    assert set(world.records) == {"workout#w1"}
