"""Durations, frequencies and dates in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.durations import MAX_DAYS, parse_days, read_duration, read_frequency
from libs.errors import InvalidRequestError
from libs.relative_dates import parse_date

THURSDAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (42, 42),
        ("42", 42),
        ("10 days", 10),
        ("12 weeks", 84),
        ("8-week block", 56),
        ("8 to 10 weeks", 56),
        ("3 months", 90),
        ("2.5 months", 75),
        ("a couple of weeks", 14),
        ("a few months", 90),
        ("several weeks", 28),
        ("some weeks", 28),
        ("a month", 30),
        ("a week", 7),
        ("six weeks", 42),
        ("12 week long-term program", 84),
        ("5 days a week for 12 weeks", 84),
        ("3 weeks and 2 days", 23),
        ("ongoing, say 10 weeks", 70),
        ("half a year", 182),
        ("a month and a half", 45),
    ],
)
def test_reads_a_length(words: object, days: int) -> None:
    assert parse_days(words) == days


@pytest.mark.parametrize(
    "words",
    ["ongoing", "forever", "no end date", "", "awesome weeks ahead", "couple", "a few", "some time",
     {"weeks": 4}, None, True, "4 days a week", "-5", float("nan"), "until my race"],
)  # fmt: skip
def test_reads_no_length_where_none_was_said(words: object) -> None:
    reading = read_duration(words)

    assert parse_days(words) is None
    assert (reading.days, reading.is_assumed) == (56, True)


def test_bounds_a_length_to_half_a_year() -> None:
    reading = read_duration("2 years")

    assert (reading.days, reading.is_clamped) == (MAX_DAYS, True)


@settings(max_examples=50)
@given(st.text() | st.integers() | st.floats() | st.dictionaries(st.text(), st.integers()))
def test_any_value_gives_a_bounded_length(value: object) -> None:
    assert 1 <= read_duration(value).days <= MAX_DAYS


@pytest.mark.parametrize(
    ("words", "count"), [("5", 5), (3, 3), ("4x", 4), ("three times", 3), ("3 days a week", 3)]
)
def test_reads_a_frequency(words: object, count: int) -> None:
    assert read_frequency(words) == count


@pytest.mark.parametrize("words", ["often", "", 0, None, "-2", float("inf")])
def test_refuses_a_frequency_that_is_no_number(words: object) -> None:
    with pytest.raises(InvalidRequestError):
        read_frequency(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("today", date(2026, 3, 5)),
        ("tonight", date(2026, 3, 5)),
        ("this morning", date(2026, 3, 5)),
        ("starting tomorrow", date(2026, 3, 6)),
        ("yesterday", date(2026, 3, 4)),
        ("in 3 days", date(2026, 3, 8)),
        ("in two weeks", date(2026, 3, 19)),
        ("in a couple of weeks", date(2026, 3, 19)),
        ("in 2 months", date(2026, 5, 5)),
        ("10 days ago", date(2026, 2, 23)),
        ("a week ago", date(2026, 2, 26)),
        ("this Monday", date(2026, 3, 2)),
        ("this sunday", date(2026, 3, 8)),
        ("next Monday", date(2026, 3, 9)),
        ("next thursday", date(2026, 3, 12)),
        ("last Friday", date(2026, 2, 27)),
        ("on Monday", date(2026, 3, 9)),
        ("next week", date(2026, 3, 9)),
        ("next month", date(2026, 4, 1)),
        ("June 12", date(2026, 6, 12)),
        ("12th of June", date(2026, 6, 12)),
        ("Oct 3rd, 2027", date(2027, 10, 3)),
        ("2026-02-28", date(2026, 2, 28)),
        ("28.02.2026", date(2026, 2, 28)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        (date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_reads_a_date(words: object, expected: date) -> None:
    assert parse_date(words, today=THURSDAY) == expected


@pytest.mark.parametrize(
    "words",
    ["March 1", "Feb 30, 2027", "2026-13-01", "03/04/2026", "soon", "someday", "", None, 5,
     "in 9999999999 months", "31.02.2026"],
)  # fmt: skip
def test_leaves_impossible_and_undecided_dates_unknown(words: object) -> None:
    assert parse_date(words, today=THURSDAY) is None


@settings(max_examples=50)
@given(st.text())
def test_any_text_is_read_without_an_exception(text: str) -> None:
    parse_date(text, today=THURSDAY)
