"""`make quality WORKOUTS=`: every line gets one clear answer, whatever it holds."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.ai.ports import TextModel
from libs.errors import ModelUnavailableError
from libs.workout.gate import Reason
from local.quality.workout_cases import MAX_TEXT_CHARS
from local.quality.workouts import WorkoutResult, run_workouts
from tests.unit.workout.fakes import ScriptedModel, saying
from tests.unit.workout.test_corpus import OfflineReader

DAY = "2025-06-11"
DOCUMENT = Path(__file__).parents[3] / "docs" / "workouts.md"


class Source:
    def __init__(self, model: TextModel | None = None) -> None:
        self.model = model or OfflineReader()

    def call_model(self) -> TextModel:
        return self.model


def run(*lines: str, model: TextModel | None = None) -> tuple[WorkoutResult, ...]:
    out = io.StringIO()
    results = run_workouts(lines, out, Source(model))
    assert len(out.getvalue().splitlines()) == len(results)
    return results


def a_line(**values: object) -> str:
    return json.dumps({"id": "a", "text": "Back squat 5x5 @ 100 kg", "today": DAY, **values})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{bad json", "no JSON"), ("[1, 2]", "no JSON object"), ("[" * 100_000, "no JSON"),
        (a_line(text=None), "text"), (a_line(text=5), "text"),
        (a_line(text="x" * (MAX_TEXT_CHARS + 1)), "text"), (a_line(today="yesterday"), "today"),
        (a_line(today="2025-02-30"), "today"), (a_line(today="0001-01-01"), "today"),
        (a_line(id=["x"]), "id"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_case_says_what_is_wrong(line: str, told: str) -> None:
    [result] = run(line)

    assert (result.outcome, result.reason) == ("refused", "invalid_line")
    assert told in result.message
    assert "line 1" in result.message


@pytest.mark.parametrize(
    "values",
    [
        {"timezone": "Mars/Olympus"}, {"timezone": None}, {"timezone": 7}, {"profile": None},
        {"profile": "kg"}, {"extra": {"a": 1}}, {"id": 7}, {"today": f"{DAY}T07:30:00+02:00"},
        {"profile": {"preferences": {"timezone": "America/Chicago"}}},
    ],
)  # fmt: skip
def test_odd_values_beside_the_text_do_not_matter(values: dict[str, object]) -> None:
    [result] = run(a_line(**values))

    assert result.outcome == "logged"
    assert result.workouts[0].local_date.isoformat() == DAY


def test_blank_lines_are_passed_over_and_numbers_are_those_of_the_file() -> None:
    results = run("", a_line(), "  ", "{")

    assert [item.id for item in results] == ["a", "line-4"]


@pytest.mark.parametrize(
    "profile",
    [{"unit": "lbs"}, {"units": "imperial"}, {"preferences": {"weightUnit": "LB"}},
     {"unitSystem": "Imperial"}, {"units": {"load": "pounds"}}],
)  # fmt: skip
def test_the_profile_names_the_unit_of_bare_numbers(profile: dict[str, object]) -> None:
    [result] = run(a_line(text="Back squat 5x5 @ 225", profile=profile))

    weight = result.workouts[0].workout_data.exercises[0].sets[0].weight
    assert weight is not None
    assert weight.value == pytest.approx(102.06, abs=0.01)


def test_a_refusal_has_a_reason_and_a_sentence() -> None:
    texts = ("Tomorrow I'll run 10k", "/log-workout gym", "/help me", "gym")

    results = run(*(a_line(text=text) for text in texts))

    assert [item.reason for item in results] == [
        "future_planning", "bare_word", "other_command", "bare_word",
    ]  # fmt: skip
    assert all(item.message for item in results)


def test_a_command_is_logged_as_one() -> None:
    [result] = run(a_line(text="/log-workout back squat 5x5 at 100 kg"))

    assert result.workouts[0].workout_data.metadata.logged_via == "slash_command"


def test_a_model_that_fails_is_told_apart_from_a_refusal() -> None:
    class Down:
        def create(self, request: object, *, on_started: object = None) -> object:
            raise ModelUnavailableError("The model is away.")

    [away] = run(a_line(), model=Down())  # type: ignore[arg-type]  # raises before it answers
    [prose] = run(a_line(), model=ScriptedModel([saying("no idea")]))

    assert [(item.outcome, item.is_fault) for item in (away, prose)] == [("refused", True)] * 2
    assert away.reason
    assert prose.reason


FRAGMENTS = (
    "bench", "5x5", "@", "100kg", "ran", "5k", "in", "25:00", "tomorrow", "yesterday", "then",
    "21-15-9", "amrap", "emom", "rounds", "+", "(f)", "60,", "70,", "1:99:99", "99999999999", "0x0",
    "lb", "¬", "?", "/", "my brother", "if i", "3/1", "12 min", "every", "2 plates", "bw", "-", "%",
    "31 feb", "at 25:61", "10.000", "1,5", "monday", "\u2028", "half", "e2mom", "track", "pool",
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=14))
def test_no_text_breaks_a_run_or_is_dated_ahead(words: list[str]) -> None:
    [result] = run(a_line(text=" ".join(words)))

    assert not result.is_fault
    assert (result.outcome == "logged") == (result.reason == "")
    assert all(item.local_date.isoformat() <= DAY for item in result.workouts)


def test_the_documented_reasons_are_those_of_the_code() -> None:
    section = DOCUMENT.read_text("utf-8").partition("## Reasons")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))

    own = {"invalid_line", "other_command", "question_or_plan"}
    assert documented == set(get_args(Reason)) | own
