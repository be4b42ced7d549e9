from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.workout.completed_at import TimeClues, resolve_completed_at
from tests.unit.workout.fakes import BERLIN, NOW, an_order


def local(text: str, reading: str = "", **facts: object) -> str | None:
    resolved = resolve_completed_at(an_order("x", **facts), TimeClues((text,), reading))
    return f"{resolved.instant.astimezone(BERLIN):%Y-%m-%d %H:%M}" if resolved else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday at 6:30 pm", "2025-06-10 18:30"), ("at 6:30 this morning", "2025-06-11 06:30"),
        ("on Monday", "2025-06-09 12:00"), ("Friday", "2025-06-06 12:00"),
        ("June 3rd", "2025-06-03 12:00"), ("2 days ago", "2025-06-09 12:00"),
        ("gestern um 18:30 Uhr", "2025-06-10 18:30"), ("ayer por la tarde", "2025-06-10 15:00"),
        ("hier à 18h30", "2025-06-10 18:30"), ("12. Mai", "2025-05-12 12:00"),
        ("last night", "2025-06-10 21:00"), ("at 7am", "2025-06-11 07:00"),
        ("at 22:00", "2025-06-10 22:00"), ("2015-06-12", "2024-06-12 12:00"),
        ("ran 5k at 5:30 pace", "2025-06-11 20:00"), ("in 7:42", "2025-06-11 20:00"),
        ("昨天", "2025-06-10 12:00"), ("ieri sera", "2025-06-10 19:00"),
    ],
)  # fmt: skip
def test_stated_times_are_read_in_the_athletes_zone_and_lie_in_the_past(
    text: str, expected: str
) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat: long run 18 miles 2:31:00", "2025-06-07 12:00"), ("Tue - 5 km", "2025-06-10 12:00"),
        ("Di: 12 km", "2025-06-10 12:00"), ("So.: Halbmarathon", "2025-06-08 12:00"),
        ("mié: 10 km", "2025-06-11 20:00"), ("Dim : vélo 40 km", "2025-06-08 12:00"),
        ("sat", "2025-06-07 12:00"), ("on Sat", "2025-06-07 12:00"),
        ("20.5. Kniebeugen 5x5", "2025-05-20 12:00"), ("on the 20th: 5x5", "2025-05-20 12:00"),
        ("On the 9th I ran 5 km", "2025-06-09 12:00"), ("climbed 5.11. then", "2025-06-11 20:00"),
        ("missed a rep on the 4th set", "2025-06-11 20:00"),
        ("sat down after 5 sets", "2025-06-11 20:00"), ("so, 5x5 at 100", "2025-06-11 20:00"),
    ],
)  # fmt: skip
def test_short_weekdays_and_dates_before_a_session_are_the_last_such_day(
    text: str, expected: str
) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6x800m at 3:05 with 90s jog recovery", "2025-06-11 20:00"),
        ("3 x 1 mile at 6:15", "2025-06-11 20:00"), ("8x50m at 1:05", "2025-06-11 20:00"),
        ("mile repeats at 6:30", "2025-06-11 20:00"),
        ("6x800m at 6:30 this morning", "2025-06-11 06:30"),
        ("6x800m at 18:30", "2025-06-11 18:30"), ("bench 5x5 at 7:15", "2025-06-11 07:15"),
    ],
)  # fmt: skip
def test_the_time_of_a_repeat_is_no_clock_time(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("PM: deadlift 5x3", "Two sessions yesterday. AM: run. PM: deadlift 5x3"), "06-10 19:00"),
        (("yesterday", "Two sessions yesterday. AM: 6km in 36min."), "06-10 08:00"),
        (("pm", "PM: bench 5x5", "Yesterday, twice. PM: bench 5x5"), "06-10 19:00"),
        (("AM: ran 5 km",), "06-11 08:00"),
        (("yesterday", "Yesterday squats. This morning a run"), "06-10 12:00"),
    ],
)
def test_a_label_tells_the_part_of_the_day_and_other_words_the_day(
    texts: tuple[str, ...], expected: str
) -> None:
    resolved = resolve_completed_at(an_order("x"), TimeClues(texts))

    assert resolved is not None
    assert f"{resolved.instant.astimezone(BERLIN):%m-%d %H:%M}" == expected


@pytest.mark.parametrize("text", ["tomorrow at 7am", "morgen", "2025-06-12", "mañana"])
def test_a_day_to_come_gives_nothing(text: str) -> None:
    assert local(text) is None


def test_the_event_value_wins_unless_it_lies_in_the_future() -> None:
    stated = NOW - timedelta(hours=3)

    assert local("yesterday", completed_at=stated) == "2025-06-11 17:00"
    assert local("yesterday", completed_at=NOW + timedelta(days=2)) == "2025-06-10 12:00"


def test_the_model_decides_only_between_two_possible_halves_of_the_day() -> None:
    assert local("at 6:30") == "2025-06-11 06:30"
    assert local("at 6:30", "2025-06-11T18:30") == "2025-06-11 18:30"
    assert local("at 6:30", "2025-06-14T18:30") == "2025-06-11 06:30"


def test_a_late_evening_belongs_to_that_evening() -> None:
    after_midnight = datetime(2025, 6, 11, 22, 30, tzinfo=UTC)
    resolved = resolve_completed_at(
        an_order("x", now=after_midnight, message_at=after_midnight), TimeClues(("this evening",))
    )

    assert resolved is not None
    assert resolved.local_date.isoformat() == "2025-06-11"


def test_the_same_instant_has_the_day_of_each_zone() -> None:
    instant = datetime(2025, 6, 11, 23, 30, tzinfo=UTC)
    zones = ["America/Los_Angeles", "UTC", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland"]
    days = {
        name: resolved.local_date.isoformat()
        for name in zones
        if (
            resolved := resolve_completed_at(
                an_order("x", zone=ZoneInfo(name), now=instant, message_at=instant), TimeClues()
            )
        )
    }

    assert days == {
        "America/Los_Angeles": "2025-06-11", "UTC": "2025-06-11", "Europe/Berlin": "2025-06-12",
        "Asia/Tokyo": "2025-06-12", "Pacific/Auckland": "2025-06-12",
    }  # fmt: skip


def test_a_time_that_a_clock_change_skips_is_still_that_day() -> None:
    now = datetime(2025, 3, 30, 10, 0, tzinfo=UTC)
    resolved = resolve_completed_at(
        an_order("x", now=now, message_at=now), TimeClues(("at 2:30 this morning",))
    )

    assert resolved is not None
    assert resolved.local_date.isoformat() == "2025-03-30"


@given(
    st.sampled_from(["yesterday", "at 6:30", "tonight", "this morning", "on Sunday", "3 days ago",
                     "at 11 pm", "dec 31", "today at 5", "last night", ""]),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)),
    st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]),
)  # fmt: skip
def test_nothing_is_ever_completed_in_the_future(text: str, now: datetime, zone: str) -> None:
    instant = now.replace(tzinfo=UTC)
    order = an_order("x", now=instant, message_at=instant, zone=ZoneInfo(zone))
    resolved = resolve_completed_at(order, TimeClues((text,)))

    assert resolved is None or resolved.instant <= instant
