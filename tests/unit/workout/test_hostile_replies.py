"""Replies drawn at random, wrong in shape, number, unit and role: mended, told once, or refused.

Whatever the model says, a stored number is one the athlete gave, under the athlete's unit.
"""

from __future__ import annotations

import itertools
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.ai.ports import ModelReply
from libs.errors import ModelError
from libs.workout.build import BuildResult, LoggedBatch, NotLogged
from libs.workout.models import Workout
from libs.workout.said_units import SaidUnits
from libs.workout.training import EnduranceSection, GenericSection
from tests.unit.workout.fakes import NOW, Bench, ScriptedModel, an_order, calling, saying

TEXT = "Back squat 5x5 @ 100 kg today, RPE 8. Then ran 3 km in 16:30."
LOADS_KG = {100.0}
DISTANCES_M = {3_000.0}
COUNTS = {0, 3, 4, 5, 8, 16, 30, 100}
"""Numbers of the text, and 4: one repetition short of five is derived for a missed set."""
TIMES_S = {990.0, 59_400.0}
"""16:30 in minutes, and in hours where no distance forbids it."""

FULL = bool(os.environ.get("FULL"))
EXAMPLES = 2_000 if FULL else 120
NUMBERS = (
    "5",
    "8",
    "100",
    "16:30",
    "7",
    *(("3", "220", "2:10", "99999999", "-4", "½") if FULL else ()),
)
UNITS = (
    "",
    " kg",
    " lb",
    " km",
    " miles",
    " min",
    *(("kg", " m", " s", " cal", "%") if FULL else ()),
)
WORDS = st.builds(
    lambda number, unit: number + unit, st.sampled_from(NUMBERS), st.sampled_from(UNITS)
) | st.sampled_from(
    ["5x5", "5x5 @ 100 kg", "Back squat", "run", "", "null", "{}", "[", "yesterday", "tomorrow"]
)
ODD: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers(-5, 300) | st.floats(allow_nan=True) | st.just({})
)
LEAF = (
    WORDS | ODD | st.lists(WORDS, max_size=3) | st.builds(json.dumps, st.lists(WORDS, max_size=2))
)
RIGHT: dict[str, object] = {
    "intent": "report",
    "workouts": [
        {
            "discipline": "powerlifting", "quote": "Back squat 5x5 @ 100 kg today, RPE 8.",
            "name": "", "when": "today", "completed": "", "duration": "", "effort": "",
            "heartRateAvg": "", "summary": "",
            "parts": [
                {
                    "kind": "strength", "format": "straight", "scheme": "", "rounds": "",
                    "time": "", "length": "", "cap": "", "score": "",
                    "exercises": [
                        {
                            "name": "Back squat",
                            "sets": [
                                {"sets": "5", "reps": "5", "load": "100 kg", "rpe": "8",
                                 "time": "", "distance": "", "rest": "", "missed": False}
                            ],
                        }
                    ],
                }
            ],
        },
        {
            "discipline": "running", "quote": "Then ran 3 km in 16:30.", "when": "",
            "distance": "3 km", "time": "16:30", "pace": "", "elevation": "", "duration": "",
            "segments": [{"sets": "", "distance": "", "time": "", "rest": ""}],
        },
    ],
}  # fmt: skip
DISCIPLINES = ("powerlifting", "running", "crossfit", "yoga", "generic", "chess")


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    keys = (
        value.keys()
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    below = [place for key in keys for place in _places(value[key], (*path, key))]  # type: ignore[index]  # by its kind
    return [path, *below] if path else below


PLACES = _places(RIGHT)


@st.composite
def _values(draw: st.DrawFn) -> object:
    """Draw the right record with some places changed, dropped, doubled or encoded once more."""
    value = json.loads(json.dumps(RIGHT))
    for place in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4)):
        _change(draw, value, place)
    return value


def _change(draw: st.DrawFn, value: object, place: tuple[str | int, ...]) -> None:
    for key in place[:-1]:
        value = _at(value, key)
    old, last = _at(value, place[-1]), place[-1]
    changed = draw(
        st.one_of(
            LEAF, LEAF, st.just(None), st.just(json.dumps(old)), st.just([old, old]),
            st.sampled_from(DISCIPLINES),
        )
    )  # fmt: skip
    _put(value, last, changed)


def _put(value: object, key: str | int, changed: object) -> None:
    if isinstance(value, dict):
        value |= {key: changed} if key in value else {}
    elif isinstance(value, list) and isinstance(key, int):
        value[key : key + 1] = [changed]


def _at(value: object, key: str | int) -> object:
    """Return what stands at a key, or nothing where an earlier change took it away."""
    if isinstance(value, dict):
        return value.get(key)
    is_there = isinstance(value, list) and isinstance(key, int) and key < len(value)
    return value[key] if is_there else None  # type: ignore[index]  # a list by the check


VALUES = _values()
SHAPES = (
    VALUES.map(calling)
    | VALUES.map(lambda value: calling(json.dumps(json.dumps(value))))
    | VALUES.map(lambda value: saying(f"Sure!\n```json\n{json.dumps(value)}\n```"))
    | VALUES.map(lambda value: calling(json.dumps(value)[:-3]))
    | st.text(max_size=30).map(saying)
)


SET = ("workouts", 0, "parts", 0, "exercises", 0, "sets", 0)
FIELDS: tuple[tuple[str | int, ...], ...] = (
    *((*SET, name) for name in ("sets", "reps", "load", "rpe", "time", "distance", "rest")),
    *(("workouts", 0, name) for name in ("duration", "effort", "heartRateAvg")),
    *(("workouts", 1, name) for name in ("distance", "time", "duration", "elevation")),
)


@pytest.mark.parametrize("place", FIELDS, ids=lambda place: f"{place[1]}.{place[-1]}")
def test_any_number_with_any_unit_in_a_field_stores_only_what_was_said(
    place: tuple[str | int, ...],
) -> None:
    for number, unit in itertools.product(NUMBERS, UNITS):
        reply = json.loads(json.dumps(RIGHT))
        holder: object = reply
        for key in place[:-1]:
            holder = _at(holder, key)
        _put(holder, place[-1], number + unit)

        result = Bench.answering(reply).log(an_order(TEXT))

        assert isinstance(result, LoggedBatch), number + unit
        for workout in result.workouts:
            _holds_only_what_was_said(workout)


@settings(max_examples=EXAMPLES, deadline=None)
@given(SHAPES, SHAPES)
def test_only_what_was_said_is_stored(first: ModelReply, second: ModelReply) -> None:
    bench = Bench(ScriptedModel([first, second]))

    try:
        result: BuildResult | None = bench.log(an_order(TEXT))
    except ModelError:
        result = None

    assert len(bench.model.asked) <= 2
    if not isinstance(result, LoggedBatch):
        assert bench.history.workouts == {}
        assert result is None or (isinstance(result, NotLogged) and result.message)
        return
    for workout in result.workouts:
        _holds_only_what_was_said(workout)


def _holds_only_what_was_said(workout: Workout) -> None:
    assert workout.completed_at <= NOW
    sets = [item for exercise in workout.workout_data.exercises for item in exercise.sets]
    loads = {item.weight.value for item in sets if item.weight and item.weight.value is not None}
    assert loads <= LOADS_KG
    assert {item.reps.completed for item in sets if item.reps} <= COUNTS
    assert {item.distance_m for item in sets if item.distance_m is not None} <= DISTANCES_M
    section = workout.workout_data.discipline_specific
    if isinstance(section, EnduranceSection | GenericSection) and section.said_distance:
        assert section.total_distance in {None, *DISTANCES_M}
        assert section.total_time in {None, *TIMES_S}
    assert json.loads(workout.to_json())["workoutId"] == workout.workout_id


@pytest.mark.parametrize(
    ("text", "value", "field"),
    [
        ("squat 5x5 @ 100 kg", "100 lb", "load"), ("squat 5x5 @ 100 kg", "5 kg", "load"),
        ("squat 5x5 at 100kg RPE 8", "8", "load"), ("ran 5 km", "5 miles", "distance"),
        ("rowed 20 min", "20 s", "time"), ("bench 3x8 135#", "135 kg", "load"),
        ("rode 30 km at 200 w", "200", "load"), ("squat 5x5 at 100kg", "5", "duration"),
        ("squat 100 kg", "100", "heartRateAvg"), ("ran 10 km in 50 min", "50", "distance"),
    ],
)  # fmt: skip
def test_a_unit_or_a_field_nobody_gave_is_a_contradiction(
    text: str, value: str, field: str
) -> None:
    assert SaidUnits(text).contradicts(value, field)


@pytest.mark.parametrize(
    ("text", "value", "field"),
    [
        ("squat 225x5", "225 lb", "load"), ("squat 5x5 @ 100kg", "100 kilos", "load"),
        ("ran 5k", "5 km", "distance"), ("ran 20m", "20 min", "time"),
        ("ran 5", "5 km", "distance"),
        ("ran 400m", "400 m", "distance"), ("3x12 each, 2 x 18kg", "2 x 18kg", "load"),
        ("bench 3x8 135#", "135 lb", "load"), ("8 x 8 kg", "8", "load"),
        ("102,5 kg", "102.5 kg", "load"), ("rode 1:30", "1:30", "time"), ("RPE 8", "8", "effort"),
        ("squat 5x5 at 100kg", "5", "sets"), ("felt like 8/10", "8/10", "effort"),
    ],
)  # fmt: skip
def test_the_same_unit_in_other_words_is_none(text: str, value: str, field: str) -> None:
    assert not SaidUnits(text).contradicts(value, field)
