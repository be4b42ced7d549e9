from datetime import date

import pytest

from libs.training_program.conversation import Turn
from libs.training_program.models.vocabulary import RegionName, SafetyLabelName, WeekdayName
from local.offline_coach.intake.request import Intake, read_request

TODAY = date(2026, 11, 24)


def read(*texts: str) -> Intake:
    """Read athlete texts; those that begin with "Coach:" are the coach's."""
    turns = [
        Turn("coach", text.removeprefix("Coach:"))
        if text.startswith("Coach:")
        else Turn("athlete", text)
        for text in texts
    ]
    return read_request(turns, today=TODAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("I can train four days a week", 4),
        ("3-4 days a week works", 3),
        ("5x a week, 40 min", 5),
        ("a four-day split please", 4),
        ("I train every day, no rest days", 7),
        ("twice a week", 2),
    ],
)
def test_reads_the_frequency(text: str, days: int) -> None:
    assert read(text).request.days_per_week == days


def test_reads_a_bare_number_as_the_answer_to_the_question() -> None:
    found = read("Coach: How many days a week do you want to train?", "3 would be ideal")

    assert found.request.days_per_week == 3


def test_years_of_training_are_not_a_frequency() -> None:
    found = read("Coach: How many days a week?", "I have been lifting for three years.")

    assert found.request.days_per_week is None


def test_tells_training_days_from_days_that_are_off() -> None:
    request = read("Monday, Wednesday and Friday work, but never on Sundays.").request

    assert request.weekdays == (
        WeekdayName.MONDAY,
        WeekdayName.WEDNESDAY,
        WeekdayName.FRIDAY,
    )
    assert request.forbidden_weekdays == (WeekdayName.SUNDAY,)


def test_a_shift_pattern_becomes_a_rotation_on_the_days_off() -> None:
    request = read("I work 4 on 4 off shifts and can only train on my off days.").request

    assert request.rotation is not None
    assert request.rotation.length_days == 8
    assert request.rotation.training_offsets == (4, 5, 6, 7)


def test_a_relatives_injury_is_not_the_athletes() -> None:
    request = read("My wife has a bad knee.", "My left shoulder hurts on dips.").request

    assert [item.region for item in request.injuries] == [RegionName.SHOULDER]


def test_later_words_override_earlier_ones() -> None:
    request = read("I want 3 days a week.", "Actually, make it 5 days a week.").request

    assert request.days_per_week == 5


def test_reads_baselines_with_units() -> None:
    request = read("My squat max is 120 kg and I bench 80 kg for 5.").request

    lifts = {lift.exercise: lift for lift in request.baselines.lifts}
    assert lifts["Back Squat"].one_rep_max == 120
    assert (lifts["Bench Press"].weight, lifts["Bench Press"].reps) == (80, 5)


def test_reads_an_event_with_its_date() -> None:
    request = read("I want to run a half marathon on April 18 2027.").request

    assert request.event is not None
    assert request.event.on == date(2027, 4, 18)
    assert request.event.distance_km == pytest.approx(21.1, abs=0.1)


def test_words_about_length_stay_words() -> None:
    assert read("I want a plan for a couple of months").length_words == "a couple of months"
    assert read("I had surgery 8 weeks ago").length_words == ""


def test_flags_chest_pain_and_minors() -> None:
    assert (
        SafetyLabelName.MEDICAL_URGENT in read("I get chest pain on stairs").request.health.labels
    )
    assert SafetyLabelName.MINOR in read("I'm 15 and want muscle").request.health.labels


def test_body_weight_only_is_a_place_without_equipment() -> None:
    request = read("bodyweight only at home please").request

    assert [place.equipment for place in request.places] == [()]


def test_equipment_somebody_does_not_have_is_left_out() -> None:
    request = read("At home I have dumbbells up to 20 kg and no barbell.").request

    assert request.places[0].equipment == ("dumbbell",)
    assert request.places[0].max_dumbbell == 20
