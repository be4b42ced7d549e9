from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.workout.quantities import parse_distance, parse_load, parse_reps
from libs.workout.times import parse_pace_s_per_km, parse_time
from libs.workout.vocabulary import Discipline
from libs.workout.wording import numbers_in, plain_signs, read_number


@pytest.mark.parametrize(
    ("words", "kg", "total"),
    [
        ("102,5 kg", 102.5, 102.5),
        ("225#", 102.058, 102.058),
        ("2x22.5kg", 22.5, 45.0),
        ("50 lb dumbbells", 22.68, 45.36),
        ("20kg each hand", 20.0, 40.0),
        ("pair of 50s", 50.0, 100.0),
        ("95/65 lb", 43.091, 43.091),
        ("1.5 pood", 24.57, 24.57),
        ("BW+20kg", 20.0, 20.0),
        ("2 plates", 100.0, 100.0),
        ("60", 60.0, 60.0),
    ],
)
def test_loads_become_kilograms_of_one_implement_and_of_all(
    words: str, kg: float, total: float
) -> None:
    load = parse_load(words, default_unit="kg")

    assert load is not None
    assert load.kg == pytest.approx(kg, abs=0.01)
    assert load.total_kg == pytest.approx(total, abs=0.02)


@pytest.mark.parametrize("words", ["heavy", "", "9999 kg", "0 kg"])
def test_words_without_a_possible_load_are_none(words: str) -> None:
    assert parse_load(words, default_unit="kg") is None


@pytest.mark.parametrize(
    ("words", "metres"),
    [
        ("5k", 5_000), ("3.1 miles", 4_989), ("10x400m", 4_000), ("half marathon", 21_097.5),
        ("5,000 m", 5_000), ("5.000 m", 5_000), ("40 laps of 25m", 1_000), ("21,1 km", 21_100),
        ("Halbmarathon", 21_097.5), ("a mile", 1_609),
    ],
)  # fmt: skip
def test_distances_become_metres(words: str, metres: float) -> None:
    distance = parse_distance(words)

    assert distance is not None
    assert distance.total_m == pytest.approx(metres, abs=1)


@pytest.mark.parametrize(
    ("words", "distance_m", "discipline", "seconds"),
    [
        ("1:45", 21_097, Discipline.RUNNING, 6_300),
        ("1:45", 400, Discipline.RUNNING, 105),
        ("25:10", 5_000, Discipline.RUNNING, 1_510),
        ("1:30", 45_000, Discipline.CYCLING, 5_400),
        ("1:30", 100, Discipline.SWIMMING, 90),
        ("2:05", 500, Discipline.ROWING, 125),
        ("1:02:33", 10_000, Discipline.RUNNING, 3_753),
    ],
)
def test_hours_and_minutes_are_told_apart_by_what_a_person_can_do(
    words: str, distance_m: float, discipline: Discipline, seconds: float
) -> None:
    span = parse_time(words, role="work", distance_m=distance_m, discipline=discipline)

    assert span is not None
    assert span.seconds == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("1:15", 4_500), ("45 min", 2_700), ("1h20", 4_800), ("1,5 Stunden", 5_400),
        ("an hour and a half", 5_400), ("half an hour", 1_800), ("hora y media", 5_400),
        ("2 hours and 15 minutes", 8_100), ("forty-five minutes", 2_700), ("12'30", 750),
        ("1h30min", 5_400), ("1 Std 10 Min", 4_200), ("une demi-heure", 1_800),
    ],
)  # fmt: skip
def test_session_lengths_in_words_become_seconds(words: str, seconds: float) -> None:
    span = parse_time(words, role="session")

    assert span is not None
    assert span.seconds == seconds


def test_paces_become_seconds_per_kilometre() -> None:
    assert parse_pace_s_per_km("5:30/km") == 330
    assert parse_pace_s_per_km("8:00 per mile") == pytest.approx(298.3, abs=0.1)
    assert parse_pace_s_per_km("1:58/500m") == 236


def test_repetitions_know_lists_sides_and_misses() -> None:
    listed, sided, missed = parse_reps("8,6,4"), parse_reps("10 each"), parse_reps("3 of 5")

    assert listed is not None and listed.counts == (8, 6, 4)
    assert sided is not None and sided.is_per_side
    assert missed is not None and (missed.counts, missed.prescribed) == ((3,), 5)


@given(st.floats(min_value=0.5, max_value=900, allow_nan=False).map(lambda x: round(x, 1)))
def test_a_decimal_comma_reads_like_a_point(value: float) -> None:
    point, comma = f"{value} kg", f"{value} kg".replace(".", ",")

    assert parse_load(point, default_unit="lb") is not None
    left, right = parse_load(point, default_unit="lb"), parse_load(comma, default_unit="lb")
    assert left is not None and right is not None
    assert left.kg == right.kg


@given(st.text(max_size=60))
def test_readers_never_raise_on_any_text(text: str) -> None:
    parse_load(text, default_unit="kg")
    parse_distance(text)
    parse_reps(text)
    span = parse_time(text, role="work")

    assert span is None or span.seconds > 0


@given(st.integers(min_value=1, max_value=999_999))
def test_thousands_are_read_with_either_separator(value: int) -> None:
    assert read_number(f"{value:,}") == value
    assert value in numbers_in(f"{value:,} m") | numbers_in(str(value))


@pytest.mark.parametrize(
    "words",
    [
        "2.5 plates",
        "1,5 plates",
        "two and a half plates",
        "2 plates plus 10s",
        "7 plates",
        "plates",
    ],
)
def test_plates_that_take_a_guess_are_no_load(words: str) -> None:
    assert parse_load(words, default_unit="kg") is None


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("20+8+5", (20, 8, 5)), ("12 + 4", (12, 4)), ("5+", (5,)), ("3+2+1", (3,)),
        ("8+12", (8,)),
    ],
)  # fmt: skip
def test_rest_pause_sets_are_read_one_by_one(words: str, counts: tuple[int, ...]) -> None:
    reps = parse_reps(words)

    assert reps is not None
    assert reps.counts == counts


@pytest.mark.parametrize("words", ["1:42/500", "1:42/500m", "1:42 per 500 m"])
def test_a_pace_per_500_needs_no_unit(words: str) -> None:
    assert parse_pace_s_per_km(words) == 204.0


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Присед 5\u04455 100 кг", "Присед 5x5 100 kg "),
        ("深蹲5\u00d75 100公斤", "深蹲5x5 100 kg "),
        ("\uff15\u00d7\uff15 80kg", "5x5 80kg"), ("хорошо, 5 кгс", "хорошо, 5 кгс"),
    ],
)  # fmt: skip
def test_signs_of_other_scripts_become_plain(text: str, plain: str) -> None:
    assert plain_signs(text) == plain


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("55 dakika", 3300.0), ("1 saat 10 dakika", 4200.0), ("27分", 1620.0), ("30분", 1800.0)],
)
def test_minutes_of_further_languages_are_read(words: str, seconds: float) -> None:
    span = parse_time(words, role="session")

    assert span is not None
    assert span.seconds == seconds
