"""Model replies of every bad shape: mended, told and mended, or refused; never stored wrong."""

from __future__ import annotations

import json

import pytest

from libs.ai.ports import ModelReply, ToolInput, Usage
from libs.errors import ModelOutputError, ModelRefusedError, ModelTruncatedError
from libs.workout.build import LoggedBatch, NotLogged
from libs.workout.vocabulary import Discipline
from tests.unit.workout.fakes import (
    Bench,
    ScriptedModel,
    a_report,
    a_run,
    an_order,
    calling,
    lifting,
    logged,
    saying,
)

TEXT = "Back squat 5x5 at 100 kg today, RPE 8"
PLAIN = lifting(quote=TEXT)
POWER = {"discipline": "powerlifting"}
IN_UNITS = lifting(quote=TEXT, sets=5, reps=5.0, load={"value": 100, "unit": "kg"})
STORED_SET = {"sets": "5", "reps": "5", "weight": "100 kg"}
STORED_EXERCISE = {"exercise_name": "Back squat", "sets": [STORED_SET]}
DOSE = {"name": "Back squat", "sets": 5, "reps": 5, "load": "100 kg"}

SHAPES: dict[str, object] = {
    "double encoded": json.dumps(json.dumps(a_report(PLAIN))),
    "a bare list": json.dumps([PLAIN]),
    "one object without a list": json.dumps(PLAIN),
    "an object where a list belongs": {"intent": "report", "workouts": PLAIN},
    "a list as text": {"intent": "report", "workouts": json.dumps([PLAIN])},
    "lines of json": {"intent": "report", "workouts": json.dumps(PLAIN) + "\n"},
    "nulls everywhere": a_report({**PLAIN, "name": None, "place": None, "effort": None}),
    "unknown keys": a_report({**PLAIN, "mood": "great", "x": {"y": [1]}}),
    "an unknown intent": {"intent": "WORKOUT!", "workouts": [PLAIN]},
    "wrapped once more": {"result": a_report(PLAIN)},
    "numbers for words": a_report(IN_UNITS),
    "sets and reps in one": a_report(lifting(quote=TEXT, reps="5x5", load="100 kg")),
    "the dose beside the name": a_report({**POWER, "parts": [{"exercises": [DOSE]}]}),
    "exercises at the root": a_report({"discipline": "powerlifting", "exercises": [DOSE]}),
    "a section of the stored form": a_report(
        {**POWER, "discipline_specific": {"powerlifting": {"exercises": [DOSE]}}}
    ),
    "snake case names": a_report(
        {
            "discipline": "PowerLifting",
            "workout_name": "",
            "parts": [{"exercises": [STORED_EXERCISE]}],
        }
    ),
    "coach notes at the root": a_report({**PLAIN, "coach_notes": {"cue": "chest up"}}),
    "exercises keyed by number": a_report(
        {"discipline": "powerlifting", "parts": {"0": {"exercises": {"a": DOSE}}}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_mendable_shape_is_stored_right_with_one_call(shape: object) -> None:
    bench = Bench.answering(shape)

    workout = logged(bench.log(an_order(TEXT)))

    [exercise] = workout.workout_data.exercises
    assert exercise.exercise_id == "back_squat"
    assert [item.reps.completed for item in exercise.sets if item.reps] == [5] * 5
    assert {item.weight.value for item in exercise.sets if item.weight} == {100.0}
    assert len(bench.model.asked) == 1


def test_a_fenced_answer_in_prose_counts() -> None:
    text = f"Here you go:\n```json\n{json.dumps(a_report(PLAIN))}\n```\nWell done!"
    bench = Bench(ScriptedModel([saying(text)]))

    assert logged(bench.log(an_order(TEXT))).discipline is Discipline.POWERLIFTING


def test_an_answer_without_json_is_told_once_and_then_refused() -> None:
    told = Bench(ScriptedModel([saying("[object Object]"), calling(a_report(PLAIN))]))
    lost = Bench(ScriptedModel([saying("[object Object]")]))

    logged(told.log(an_order(TEXT)))
    with pytest.raises(ModelOutputError):
        lost.log(an_order(TEXT))

    assert (len(told.model.asked), len(lost.model.asked)) == (2, 2)
    assert lost.history.workouts == {}


@pytest.mark.parametrize(
    ("stop", "error"),
    [("max_tokens", ModelTruncatedError), ("refusal", ModelRefusedError)],
)
def test_a_cut_or_refused_answer_stores_nothing(stop: str, error: type[Exception]) -> None:
    call = ToolInput("t1", "record_workouts", json.dumps(a_report(PLAIN))[:60])
    reply = ModelReply("", (call,), stop, Usage(), "m")  # type: ignore[arg-type]  # by parameter
    bench = Bench(ScriptedModel([reply]))

    with pytest.raises(error):
        bench.log(an_order(TEXT))

    assert bench.history.workouts == {}


@pytest.mark.parametrize("value", [{}, {"workouts": []}, [], {"intent": "report"}])
def test_an_empty_answer_is_no_workout(value: object) -> None:
    result = Bench.answering(value).log(an_order(TEXT))

    assert isinstance(result, NotLogged)


@pytest.mark.parametrize("discipline", [item.value for item in Discipline])
def test_every_discipline_is_stored(discipline: str) -> None:
    text = "Did 30 min with 20 reps and 5 km"
    report = {
        "discipline": discipline, "quote": text, "duration": "30 min", "distance": "5 km",
        "parts": [{"exercises": [{"name": "push-ups", "sets": [{"reps": "20"}]}]}],
    }  # fmt: skip

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    assert workout.discipline.value == discipline
    assert workout.workout_data.exercises[0].exercise_id == "push_up"


def test_an_unknown_discipline_is_generic_never_refused() -> None:
    text = "Played underwater hockey for 45 min, scored 3 goals"
    report = {"discipline": "underwater hockey", "quote": text, "duration": "45 min"}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    assert workout.discipline is Discipline.GENERIC
    assert workout.workout_data.duration == 2700


def test_a_score_that_was_not_said_and_a_foreign_name_are_dropped() -> None:
    text = "Did 21-15-9 thrusters and pull-ups in 7:42"
    part = {
        "kind": "conditioning", "format": "for_time", "name": "Fran", "scheme": "21-15-9",
        "time": "4:30", "exercises": [{"name": "thrusters", "sets": [{"load": "43 kg"}]}],
    }  # fmt: skip
    report = {"discipline": "crossfit", "name": "Fran", "quote": text, "parts": [part]}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    [logged_part] = workout.workout_data.parts
    assert logged_part.total_time_s is None
    assert logged_part.name == ""
    assert workout.workout_data.metadata.name_invented
    assert all(item.weight is None for item in logged_part.exercises[0].sets)


def test_an_impossible_time_is_dropped_with_a_flag() -> None:
    text = "Ran 10 km in 3:10 today"
    result = Bench.answering(a_report(a_run(quote=text, distance="10 km", time="3:10 min"))).log(
        an_order(text)
    )

    workout = logged(result)

    assert workout.workout_data.duration is None
    assert any(item.field == "time" for item in workout.extraction_metadata.issues)


def test_dates_the_model_makes_up_change_nothing() -> None:
    report = {**PLAIN, "when": "on 2030-01-01", "completed": "2030-01-01T10:00", "date": "2030"}

    workout = logged(Bench.answering(a_report(report)).log(an_order(TEXT)))

    assert workout.local_date.isoformat() == "2025-06-11"


def test_a_summary_with_numbers_nobody_said_is_replaced() -> None:
    said = {**PLAIN, "summary": "Five fives at 100 kg."}
    made_up = {**PLAIN, "summary": "Crushed 140 kg for 12 sets!"}

    kept = logged(Bench.answering(a_report(said)).log(an_order(TEXT)))
    built = logged(Bench.answering(a_report(made_up)).log(an_order(TEXT)))

    assert kept.summary == "Five fives at 100 kg."
    assert "140" not in built.summary
    assert "100" in built.summary


def test_the_same_session_told_twice_is_one() -> None:
    result = Bench.answering(a_report(PLAIN, PLAIN)).log(an_order(TEXT))

    assert isinstance(result, LoggedBatch)
    assert len(result.workouts) == 1
