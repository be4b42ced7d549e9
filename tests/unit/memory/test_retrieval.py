from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.coach.vocabulary import Importance
from libs.memory.models import MAX_RECORD_CHARS, Hit, Memory, MemoryRecord
from libs.memory.retrieval import (
    BY_IMPORTANCE,
    BY_IMPORTANCE_ALONE,
    BY_MEANING,
    MIN_SIMILARITY,
    rank,
    select,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
IMPORTANCES: tuple[Importance, ...] = ("low", "medium", "high")
memories = st.lists(
    st.builds(
        Memory,
        memory_id=st.uuids().map(str),
        text=st.just("text"),
        importance=st.sampled_from(IMPORTANCES),
        uses=st.integers(0, 100),
        coach_id=st.sampled_from([None, "coach_1", "coach_2"]),
        created_at=st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
    ),
    max_size=40,
    unique_by=lambda memory: memory.memory_id,
)


def memory(id: str, importance: Importance = "medium", **fields: object) -> Memory:
    return Memory.model_validate(
        {"memory_id": id, "text": id, "importance": importance, "created_at": NOW, **fields}
    )


def hit(id: str, similarity: float = 0.9) -> Hit:
    return Hit(MemoryRecord.of("memory", id, id, at=NOW), similarity)


def test_the_rank_is_importance_then_recency_then_use() -> None:
    old = NOW - timedelta(days=90)

    assert rank(memory("a", "high"), now=NOW) == 330
    assert rank(memory("a", "high", created_at=NOW - timedelta(days=10)), now=NOW) == 320
    assert rank(memory("a", "low", created_at=old, uses=7), now=NOW) == 107
    assert rank(memory("a", "low", created_at=old, uses=500), now=NOW) == 120
    assert rank(memory("a", created_at=None), now=NOW) == 200
    assert rank(memory("a", created_at=datetime(2026, 11, 23)), now=NOW) == 200


def test_the_meant_ones_are_shown_besides_the_four_most_important() -> None:
    kept = [memory(f"high{n}", "high") for n in range(6)] + [memory("meant", "low")]

    found = select(kept, ((hit("meant"),), ()), coach_id="coach_1", now=NOW)

    assert found.by_meaning == {"meant"}
    assert [item.memory_id for item in found.memories] == [
        "high0",
        "high1",
        "high2",
        "high3",
        "meant",
    ]


def test_without_a_search_the_ten_most_important_are_shown() -> None:
    kept = [memory(f"m{n}", "high" if n > 10 else "low") for n in range(14)]

    found = select(kept, None, coach_id="coach_1", now=NOW)

    assert len(found.memories) == BY_IMPORTANCE_ALONE
    assert [item.memory_id for item in found.memories][:3] == ["m11", "m12", "m13"]
    assert (found.by_meaning, found.related) == (frozenset(), ())


def test_what_is_not_on_the_table_or_not_alike_is_not_found() -> None:
    kept = [memory(f"m{n}") for n in range(6)]
    hits = (hit("deleted"), hit("m5", MIN_SIMILARITY - 0.01))
    far = Hit(MemoryRecord.of("workout", "w1", "5 km", at=NOW), MIN_SIMILARITY - 0.01)

    found = select(kept, (hits, (far,)), coach_id="coach_1", now=NOW)

    assert found.by_meaning == frozenset()
    assert found.related == ()
    assert "deleted" not in {item.memory_id for item in found.memories}


@given(kept=memories, wanted=st.data())
def test_no_memory_of_another_coach_and_never_too_many(
    kept: list[Memory], wanted: st.DataObject
) -> None:
    ids = [item.memory_id for item in kept]
    chosen = (
        wanted.draw(st.lists(st.sampled_from(ids), max_size=BY_MEANING, unique=True)) if ids else []
    )

    found = select(kept, (tuple(hit(id) for id in chosen), ()), coach_id="coach_1", now=NOW)

    shown = [item.memory_id for item in found.memories]
    usable = {item.memory_id for item in kept if item.coach_id in {None, "coach_1"}}
    assert set(shown) <= usable
    assert found.by_meaning == set(chosen) & usable
    assert found.by_meaning <= set(shown)
    assert len(shown) == len(set(shown)) <= BY_MEANING + BY_IMPORTANCE
    ranks = [rank(item, now=NOW) for item in found.memories]
    assert ranks == sorted(ranks, reverse=True)


@given(text=st.text(max_size=3_000))
def test_a_record_is_one_bounded_line_that_any_store_can_write(text: str) -> None:
    record = MemoryRecord.of("workout", "w1", text, at=NOW)

    assert len(record.text) <= MAX_RECORD_CHARS
    assert "\n" not in record.text
    assert len(record.text.encode()) <= 4 * MAX_RECORD_CHARS
