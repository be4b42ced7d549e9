"""Clock, ids, wire models and the error tree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs import errors
from libs.clock import FrozenClock, find_zone, iso_instant, load_zone, local_date
from libs.ids import RandomIds, SeededIds, derived_id
from libs.wire import WireModel


class Sample(WireModel):
    load_kg: float
    user_note: str | None = None


def test_wire_model_reads_camel_case_and_writes_it_without_nulls() -> None:
    sample = Sample.from_wire({"loadKg": 80, "userNote": None, "unknown": 1})

    assert sample.load_kg == 80
    assert sample.to_wire() == {"loadKg": 80.0}


def test_wire_model_is_frozen() -> None:
    sample = Sample(load_kg=1)

    with pytest.raises(ValidationError):
        sample.load_kg = 2  # type: ignore[misc]


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_derived_ids_differ_exactly_when_their_parts_do(left: list[str], right: list[str]) -> None:
    assert (derived_id("job", *left) == derived_id("job", *right)) == (left == right)


def test_fresh_ids_do_not_collide_in_a_burst() -> None:
    ids = RandomIds()

    assert len({ids.fresh("msg") for _ in range(10_000)}) == 10_000


def test_seeded_ids_repeat() -> None:
    assert SeededIds(7).fresh("a") == SeededIds(7).fresh("a")


def test_one_instant_has_a_date_per_zone() -> None:
    instant = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    assert local_date(instant, load_zone("Pacific/Auckland")).isoformat() == "2026-03-02"
    assert local_date(instant, load_zone("America/Los_Angeles")).isoformat() == "2026-03-01"
    assert iso_instant(instant) == "2026-03-01T23:30:00.000Z"


@pytest.mark.parametrize("name", ["", None, "Mars/Olympus", "../etc/passwd", "a" * 300])
def test_unknown_zones_are_not_found(name: str | None) -> None:
    assert find_zone(name) is None
    assert load_zone(name).key == "UTC"


def test_frozen_clock_moves_only_when_told() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))

    clock.sleep(90)

    assert clock.now() == datetime(2026, 1, 1, 0, 1, 30, tzinfo=UTC)
    assert clock.monotonic_s() == 90


def test_every_error_of_the_tree_has_a_status_and_a_code() -> None:
    tree = [errors.CoachBackendError]
    for kind in tree:
        tree.extend(kind.__subclasses__())

    assert all(400 <= kind.status_code <= 599 and kind.code for kind in tree)
    assert len(tree) > 20
