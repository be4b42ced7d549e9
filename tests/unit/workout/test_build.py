from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from libs.workout.build import AlreadyLogged, LoggedBatch, NotLogged
from libs.workout.prompts import workout_request
from libs.workout.training import EnduranceSection, MetconSection
from tests.unit.workout.fakes import Bench, a_report, a_run, an_order, lifting, logged

SQUATS = "Back squat 5x5 at 100 kg this morning"


def test_a_set_is_stored_in_si_with_the_athletes_words() -> None:
    text = "Back squat 5x5 @ 225 lb"
    bench = Bench.answering(a_report(lifting(sets="5", reps="5", load="225 lb", quote=text)))

    workout = logged(bench.log(an_order(text)))

    [exercise] = workout.workout_data.exercises
    weight = exercise.sets[0].weight
    assert exercise.exercise_id == "back_squat"
    assert [item.reps.completed for item in exercise.sets if item.reps] == [5] * 5
    assert weight is not None
    assert (weight.value, weight.said, weight.said_unit) == (102.058, "225 lb", "lb")


def test_a_number_that_was_not_said_is_dropped_with_a_flag() -> None:
    bench = Bench.answering(
        a_report(lifting(sets="5", reps="5", load="140 kg", quote="Back squat 5x5"))
    )

    workout = logged(bench.log(an_order("Back squat 5x5 today, felt strong")))

    [exercise] = workout.workout_data.exercises
    assert all(item.weight is None for item in exercise.sets)
    assert any(issue.type == "evidence" for issue in workout.extraction_metadata.issues)


def test_dumbbells_are_recorded_per_hand_and_as_total() -> None:
    text = "DB bench press 3x10 with 30 kg"
    report = lifting("DB bench press", sets="3", reps="10", load="30 kg")

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    weight = workout.workout_data.exercises[0].sets[0].weight
    assert weight is not None
    assert (weight.value, weight.total, weight.per_hand) == (30.0, 60.0, True)


def test_a_descending_scheme_is_one_round_per_value() -> None:
    text = "21-15-9 thrusters 43 kg and pull-ups in 7:42"
    part = {
        "kind": "conditioning", "format": "for_time", "scheme": "21-15-9", "time": "7:42",
        "exercises": [
            {"name": "thrusters", "sets": [{"load": "43 kg"}]}, {"name": "pull-ups"},
        ],
    }  # fmt: skip
    report = {"discipline": "crossfit", "quote": text, "parts": [part]}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    section = workout.workout_data.discipline_specific
    assert isinstance(section, MetconSection)
    assert [
        item.exercises[0].reps.completed for item in section.rounds if item.exercises[0].reps
    ] == [21, 15, 9]
    assert section.performance_data.total_time == 462
    assert section.performance_data.total_reps == 90


def test_a_thirty_minute_emom_of_three_stations_is_ten_rounds() -> None:
    text = "30 min EMOM: 10 burpees, 12 kb swings 24kg, 15 sit-ups. Done."
    exercises = [
        {"name": "burpees", "sets": [{"reps": "10"}]},
        {"name": "kb swings", "sets": [{"reps": "12", "load": "24kg"}]},
        {"name": "sit-ups", "sets": [{"reps": "15"}]},
    ]
    part = {"kind": "conditioning", "format": "emom", "length": "30 min", "exercises": exercises}
    report = {"discipline": "crossfit", "quote": text, "parts": [part]}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    section = workout.workout_data.discipline_specific
    assert isinstance(section, MetconSection)
    assert section.performance_data.rounds_completed == 10
    assert sum(item.represents for item in section.rounds) == 10
    assert section.performance_data.total_reps == 370


def test_an_amrap_keeps_rounds_and_extra_repetitions() -> None:
    text = "Cindy, 20 min AMRAP: 17 rounds + 8 reps of 5 pull-ups, 10 push-ups, 15 squats"
    exercises = [
        {"name": name, "sets": [{"reps": reps}]}
        for name, reps in (("pull-ups", "5"), ("push-ups", "10"), ("squats", "15"))
    ]
    part = {
        "kind": "conditioning", "format": "amrap", "name": "Cindy", "length": "20 min",
        "score": "17 rounds + 8 reps", "exercises": exercises,
    }  # fmt: skip
    report = {"discipline": "crossfit", "quote": text, "name": "Cindy", "parts": [part]}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    section = workout.workout_data.discipline_specific
    assert isinstance(section, MetconSection)
    data = section.performance_data
    assert (data.rounds_completed, data.extra_reps, data.total_reps) == (17, 8, 518)
    assert workout.workout_name == "Cindy"
    assert not workout.workout_data.metadata.name_invented


def test_hours_and_minutes_of_a_half_marathon_are_understood() -> None:
    text = "Ran a half marathon in 1:45 today"
    run = a_run(quote=text, distance="half marathon", time="1:45")

    workout = logged(Bench.answering(a_report(run)).log(an_order(text)))

    section = workout.workout_data.discipline_specific
    assert isinstance(section, EnduranceSection)
    assert (section.total_distance, section.total_time) == (21_097.5, 6_300)


def test_a_missed_repetition_keeps_what_was_meant() -> None:
    text = "Bench press 5x5 at 80 kg, only 3 on the last set"
    sets = [
        {"sets": "4", "reps": "5", "load": "80 kg"},
        {"reps": "3", "load": "80 kg", "missed": True},
    ]
    report = {
        "discipline": "powerlifting", "quote": text,
        "parts": [{"exercises": [{"name": "Bench press", "sets": sets}]}],
    }  # fmt: skip

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    last = workout.workout_data.exercises[0].sets[-1]
    assert last.missed
    assert last.reps is not None
    assert (last.reps.completed, last.reps.prescribed) == (3, 5)


@pytest.mark.parametrize(
    "text",
    ["Tomorrow: back squat 5x5 at 100 kg", "Should I do back squat 5x5 at 100 kg?", "workout"],
)
def test_what_is_no_report_costs_no_model_call(text: str) -> None:
    bench = Bench.answering(a_report(lifting()))

    result = bench.log(an_order(text))

    assert isinstance(result, NotLogged)
    assert bench.model.asked == []


def test_a_plan_beside_a_report_is_left_out_even_if_the_model_insists() -> None:
    text = "Back squat 5x5 at 100 kg done. Tomorrow I will run 10 km in 50:00"
    bench = Bench.answering(
        a_report(
            lifting(quote="Back squat 5x5 at 100 kg done."),
            a_run(
                quote="Tomorrow I will run 10 km in 50:00", distance="10 km", time="50:00",
                when="Tomorrow",
            ),
        )
    )  # fmt: skip

    workout = logged(bench.log(an_order(text)))

    assert workout.discipline == "powerlifting"
    assert workout.local_date.isoformat() == "2025-06-11"


def test_a_workout_without_anything_measured_is_refused() -> None:
    text = "I trained hard today for the 3rd time"
    bench = Bench.answering(a_report({"discipline": "generic", "quote": text}))

    result = bench.log(an_order(text))

    assert isinstance(result, NotLogged)
    assert result.reason == "nothing_measurable"


def test_yoga_and_an_image_are_stored_without_numbers() -> None:
    yoga = {"discipline": "yoga", "quote": "Did yoga this morning", "style": "vinyasa"}
    photo = lifting("Back squat", sets="5", reps="5", load="100 kg")

    practice = logged(Bench.answering(a_report(yoga)).log(an_order("Did yoga this morning")))
    image = logged(
        Bench.answering(a_report(photo)).log(an_order("", image_keys=("user-uploads/u1/a.png",)))
    )

    assert practice.workout_data.workout_type == "flexibility"
    assert image.workout_data.exercises[0].sets[0].weight is not None
    assert image.workout_data.metadata.extraction_method == "image"


def test_a_second_delivery_gives_the_first_workout_without_a_call() -> None:
    bench = Bench.answering(a_report(lifting(quote=SQUATS)))
    first = logged(bench.log(an_order(SQUATS)))

    again = bench.log(an_order(SQUATS))

    assert isinstance(again, AlreadyLogged)
    assert again.workouts[0].workout_id == first.workout_id
    assert len(bench.model.asked) == 1


def test_two_sessions_in_one_message_are_two_workouts_in_the_order_of_the_text() -> None:
    text = "This morning I ran 5 km in 25:00. After work back squat 5x5 at 100 kg."
    run = a_run(quote="This morning I ran 5 km in 25:00.", distance="5 km", time="25:00")
    squats = lifting(quote="After work back squat 5x5 at 100 kg.")
    straight, reordered = (
        Bench.answering(a_report(run, squats)),
        Bench.answering(a_report(squats, run)),
    )

    results = [bench.log(an_order(text)) for bench in (straight, reordered)]

    batches = [result.workouts for result in results if isinstance(result, LoggedBatch)]
    assert [item.discipline for item in batches[0]] == ["running", "powerlifting"]
    assert [item.workout_id for item in batches[0]] == [item.workout_id for item in batches[1]]
    assert [item.content_hash for item in batches[0]] == [item.content_hash for item in batches[1]]
    assert batches[0][0].completed_at < batches[0][1].completed_at


def test_confidence_differs_with_the_evidence() -> None:
    rich = logged(Bench.answering(a_report(lifting(quote=SQUATS))).log(an_order(SQUATS)))
    poor_text = "Did some xyzzy thing 3 times"
    poor = logged(
        Bench.answering(
            a_report(lifting("xyzzy thing", sets="3", reps="77", load="88 kg", quote=poor_text))
        ).log(an_order(poor_text))
    )

    assert rich.extraction_metadata.confidence > poor.extraction_metadata.confidence + 0.2


def test_the_prompt_is_as_reviewed(snapshot: SnapshotAssertion) -> None:
    order = an_order(
        SQUATS, profile="Squats mean front squats.", directive="Log in kg.", is_slash_command=True
    )

    request = workout_request(order.facts)

    parts = [block.text for block in request.system] + [request.messages[0].text]
    assert "\n\n=====\n\n".join(parts) == snapshot


def test_a_number_of_the_profile_proves_nothing() -> None:
    bench = Bench.answering(a_report(lifting(quote=SQUATS, sets="5", reps="5", load="140 kg")))

    workout = logged(bench.log(an_order(SQUATS, profile="Squats 140 kg.")))

    assert all(item.weight is None for item in workout.workout_data.exercises[0].sets)


def test_a_run_of_repeats_is_as_long_as_all_of_them_and_has_no_total_time() -> None:
    text = "6x800m at 3:05 with 90s jog"
    segment = {"sets": "6", "distance": "800m", "time": "3:05", "rest": "90s"}
    report = {
        "discipline": "running", "quote": text, "distance": "800m", "time": "3:05",
        "segments": [segment], "heartRateAvg": "", "runType": "intervals",
    }  # fmt: skip

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    section = workout.workout_data.discipline_specific
    assert isinstance(section, EnduranceSection)
    assert (section.total_distance, section.total_time) == (4800.0, None)
    assert section.segments[0].time_s == 185.0
    assert workout.extraction_metadata.issues == ()


@pytest.mark.parametrize(
    ("text", "duration", "rounds", "seconds"),
    [
        ("6 rounds of sparring, 3 min each", "3 min", "6", 1080.0),
        ("boxing 10x3 min", "3 min", "10", 1800.0),
        ("40 min of bjj and 5 rounds rolling", "40 min", "5", 2400.0),
    ],
)
def test_a_duration_of_each_round_counts_for_all(
    text: str, duration: str, rounds: str, seconds: float
) -> None:
    report = {"discipline": "martial_arts", "quote": text, "duration": duration, "rounds": rounds}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    assert workout.workout_data.duration == seconds


@pytest.mark.parametrize(
    ("name", "load", "found"),
    [("squats", "", "air_squat"), ("squats", "60 kg", "back_squat"),
     ("back squats", "", "back_squat")],
)  # fmt: skip
def test_a_scored_squat_without_a_load_is_an_air_squat(name: str, load: str, found: str) -> None:
    text = f"AMRAP 15 min: 15 {name} {load}, got 9 rounds"
    part = {
        "kind": "conditioning", "format": "amrap", "length": "15 min", "score": "9 rounds",
        "exercises": [{"name": name, "sets": [{"reps": "15", "load": load}]}],
    }  # fmt: skip
    report = {"discipline": "crossfit", "quote": text, "parts": [part]}

    workout = logged(Bench.answering(a_report(report)).log(an_order(text)))

    [exercise] = workout.workout_data.exercises
    assert exercise.exercise_id == found
