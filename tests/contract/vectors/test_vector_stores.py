"""One contract, two vendors: what `VectorStore` promises, over each SDK's own wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.errors import InvalidRequestError, StorageError, StoreRejectedError
from libs.memory.models import Entry, MemoryRecord, RecordKind, Search
from tests.contract.vectors.conftest import Rig

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
EAST, NORTH, UP, BACK = (
    (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0),
)  # fmt: skip
NORTH_EAST = (0.6, 0.8, 0.0, 0.0)
ALL: tuple[RecordKind, ...] = ("memory", "workout", "program", "conversation")
HOSTILE = (
    "'", '"', "' OR '1'='1", "a#b", "a", "b", "a/b", "../athlete", "..", ".", "*", "%", "a%23b",
    "?", "athlete-1\x00", " ", "\n", "ünïcödé", "選手", "🏋", "\ud800", '{"$ne": ""}', "[]", "null",
    "-", "user#athlete", "x" * 3_000,
)  # fmt: skip


def entry(
    id: str,
    vector: tuple[float, ...] = EAST,
    *,
    kind: RecordKind = "memory",
    at: datetime = NOW,
    coach_id: str | None = None,
    text: str = "",
) -> Entry:
    return Entry(MemoryRecord(kind, id, text or f"text of {id}", at, coach_id), vector)


def search(**changes: object) -> Search:
    return Search(**{"kinds": ALL, "top_k": 10, **changes})  # type: ignore[arg-type] # test overrides


def ids(
    rig: Rig, vector: tuple[float, ...] = EAST, *, user: str = "", **changes: object
) -> list[str]:
    hits = rig.store.query(user or rig.athlete, vector, search(**changes))
    return [hit.record.id for hit in hits]


def test_the_most_similar_comes_first_with_its_exact_cosine(rig: Rig) -> None:
    rig.store.upsert(
        rig.athlete, [entry("far", UP), entry("near", NORTH_EAST), entry("same", EAST)]
    )

    hits = rig.store.query(rig.athlete, EAST, search())

    assert [hit.record.id for hit in hits] == ["same", "near", "far"]
    assert [round(hit.similarity, 6) for hit in hits] == [1.0, 0.6, 0.0]


def test_a_record_comes_back_as_it_was_stored(rig: Rig) -> None:
    told = '5x5 @ 100 kg, "felt \'easy\'", 上 🏋 {"$ne": null}'
    stored = entry("w#1/ä", kind="workout", coach_id="coach_1", text=told)
    rig.store.upsert(rig.athlete, [stored])

    (hit,) = rig.store.query(rig.athlete, EAST, search(coach_id="coach_1"))

    assert hit.record == stored.record


def test_the_same_key_is_overwritten(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry("one", EAST, text="first")])
    rig.store.upsert(rig.athlete, [entry("one", NORTH, text="second")])

    (hit,) = rig.store.query(rig.athlete, NORTH, search())

    assert (hit.record.text, round(hit.similarity, 6)) == ("second", 1.0)


def test_the_same_id_of_another_kind_is_another_record(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry("one"), entry("one", kind="workout")])

    rig.store.delete(rig.athlete, ["workout#one"])

    (hit,) = rig.store.query(rig.athlete, EAST, search())
    assert hit.record.kind == "memory"


def test_deleted_records_are_gone_and_absent_ones_no_error(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry("one"), entry("two")])

    for _ in range(2):
        rig.store.delete(rig.athlete, ["memory#one", "memory#never"])
    rig.store.delete(rig.stranger, ["memory#two"])

    assert ids(rig) == ["two"]


def test_kinds_are_told_apart(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry(kind, kind=kind) for kind in ALL])

    assert sorted(ids(rig)) == sorted(ALL)
    assert ids(rig, kinds=("workout",)) == ["workout"]
    assert sorted(ids(rig, kinds=("program", "conversation"))) == ["conversation", "program"]


def test_a_range_holds_its_start_and_not_its_end(rig: Rig) -> None:
    days = [NOW + timedelta(days=n) for n in range(4)]
    rig.store.upsert(rig.athlete, [entry(f"d{n}", at=day) for n, day in enumerate(days)])

    assert sorted(ids(rig, since=days[1])) == ["d1", "d2", "d3"]
    assert sorted(ids(rig, until=days[1])) == ["d0"]
    assert sorted(ids(rig, since=days[1], until=days[3])) == ["d1", "d2"]
    assert ids(rig, kinds=("workout",), since=days[0]) == []


def test_what_one_coach_knows_no_other_sees(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry("open"), entry("own", coach_id="coach_1")])

    assert sorted(ids(rig, coach_id="coach_1")) == ["open", "own"]
    assert ids(rig, coach_id="coach_2") == ["open"]
    assert ids(rig) == ["open"]
    assert ids(rig, coach_id="*") == ["open"]


def test_no_more_than_asked_for_come_back(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry(f"m{n}") for n in range(5)])

    assert len(ids(rig, top_k=3)) == 3
    assert len(ids(rig, top_k=5_000)) == 5


def test_an_athlete_without_records_has_none(rig: Rig) -> None:
    assert ids(rig) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_id_reads_or_removes_what_is_another_athletes(rig: Rig, hostile: str) -> None:
    mine, theirs = f"{rig.athlete}{hostile}", f"{rig.stranger}{hostile}"
    everybody = (mine, theirs, rig.athlete, rig.stranger)
    for user in everybody:
        rig.store.upsert(user, [entry("same", text=f"of {everybody.index(user)}")])

    rig.store.delete(theirs, ["memory#same", f"{mine}/memory#same", "*", "../memory#same"])

    assert ids(rig, user=theirs) == []
    for user in (mine, rig.athlete, rig.stranger):
        (hit,) = rig.store.query(user, EAST, search())
        assert hit.record.text == f"of {everybody.index(user)}"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(users=st.lists(st.text(min_size=1, max_size=40), min_size=2, max_size=4, unique=True))
def test_any_two_athletes_stay_apart(rig: Rig, users: list[str]) -> None:
    for user in users:
        rig.store.upsert(f"{rig.athlete}{user}", [entry("same", text=str(users.index(user)))])

    for user in users:
        (hit,) = rig.store.query(f"{rig.athlete}{user}", EAST, search())
        assert hit.record.text == str(users.index(user))


def test_nobody_is_refused_and_never_taken_for_everybody(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry("one")])

    with pytest.raises(InvalidRequestError):
        rig.store.query("", EAST, search())
    with pytest.raises(InvalidRequestError):
        rig.store.upsert("", [entry("one")])
    with pytest.raises(InvalidRequestError):
        rig.store.delete("", ["memory#one"])
    assert ids(rig) == ["one"]


@pytest.mark.parametrize(
    "wrong",
    [
        entry("large", text="x" * 50_000),
        entry("flat", (1.0, 0.0)),
        entry("nan", (float("nan"), 0.0, 0.0, 0.0)),
    ],
    ids=["text", "dimension", "nan"],
)
def test_what_cannot_be_stored_is_refused_for_good(rig: Rig, wrong: Entry) -> None:
    with pytest.raises(StoreRejectedError) as refused:
        rig.store.upsert(rig.athlete, [wrong])

    assert not refused.value.retryable
    assert ids(rig) == []


def test_many_records_go_in_several_calls(rig: Rig) -> None:
    rig.store.upsert(rig.athlete, [entry(f"m{n}") for n in range(501)])
    rig.store.delete(rig.athlete, [f"memory#m{n}" for n in range(1, 501)])

    assert ids(rig, top_k=100) == ["m0"]


def test_nothing_to_do_asks_nobody(rig: Rig) -> None:
    before = len(rig.server.served)

    rig.store.upsert(rig.athlete, [])
    rig.store.delete(rig.athlete, [])

    assert len(rig.server.served) == before


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_store_that_is_busy_or_broken_may_be_asked_again(rig: Rig, status: int) -> None:
    rig.server.refuse_with = status

    for call in (
        lambda: rig.store.upsert(rig.athlete, [entry("one")]),
        lambda: rig.store.query(rig.athlete, EAST, search()),
        lambda: rig.store.delete(rig.athlete, ["memory#one"]),
    ):
        with pytest.raises(StorageError) as failed:
            call()
        assert failed.value.retryable


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_is_not_repeated(rig: Rig, status: int) -> None:
    rig.server.refuse_with = status

    with pytest.raises(StoreRejectedError):
        rig.store.query(rig.athlete, EAST, search())
