"""Which weeks are lighter: deloads every four to six weeks, the test week, the taper.

Sources: program-quality.md section 7 (a deload each 5.6 +/- 2.3 weeks, volume and effort down,
frequency kept) and rule G03 (a lighter week after at most six, an error after eight).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from libs.training_program.brief import Brief
from libs.training_program.limits import is_older
from libs.training_program.models.blueprint import DAYS_PER_WEEK, week_of
from libs.training_program.models.vocabulary import ExperienceName

HARD_WEEKS = {
    ExperienceName.BEGINNER: 6,
    ExperienceName.INTERMEDIATE: 5,
    ExperienceName.ADVANCED: 4,
}
"""Hard weeks in a row before a lighter one."""
MAX_HARD_WEEKS = 6
LEAST_HARD_WEEKS = 3
LEAST_AFTER_WEEKS = 1
"""No deload without at least two weeks behind it."""
MOST_EVERY_WEEKS = 8
"""Rule G03: none in eight weeks is an error."""
BEGINNER_WEEKS = 8
"""Beginners have no deload in shorter programs."""
UNDELOADED_WEEKS = 7
"""With deloads declined, one lighter week in this many stays, for safety."""
MIN_TEST_WEEKS = 3


def default_deload_weeks(
    brief: Brief, taper_days: int, phase_ends: Iterable[int] = ()
) -> tuple[int, ...]:
    """Return the 1-indexed deload weeks before taper or test: phase ends, then evenly between.

    `phase_ends` are the program weeks in which phases end.
    """
    weeks = training_weeks(brief, taper_days)
    preferences = brief.request.preferences
    if preferences.deload == "none":
        return ()
    if preferences.deload_every_weeks is not None:
        every = min(preferences.deload_every_weeks, MOST_EVERY_WEEKS)
        return tuple(range(every, weeks + 1, every))
    if brief.experience is ExperienceName.BEGINNER and weeks < BEGINNER_WEEKS:
        return ()
    longest = 4 if is_older(brief.request) else HARD_WEEKS[brief.experience]
    return _at_phase_ends(weeks, longest, phase_ends)


def _at_phase_ends(weeks: int, longest: int, phase_ends: Iterable[int]) -> tuple[int, ...]:
    """Return light weeks at phase ends, long stretches divided; evenly spread if that crowds."""
    plain = spread_weeks(weeks, longest)
    if not plain:
        return ()
    found: list[int] = []
    previous = 0
    ends = [end for end in sorted(phase_ends) if end < weeks - LEAST_AFTER_WEEKS + 1]
    for end in ends:
        if end - previous > LEAST_HARD_WEEKS:
            found += [previous + week for week in spread_weeks(end - previous - 1, longest)]
            found.append(end)
            previous = end
    found += [previous + week for week in spread_weeks(weeks - previous, longest)]
    gaps = [after - before for before, after in pairwise([0, *found])]
    return tuple(found) if min(gaps, default=0) > LEAST_HARD_WEEKS else plain


def lighter_weeks(brief: Brief, taper_days: int) -> tuple[int, ...]:
    """Return weeks that stay lighter although the athlete wants no deloads."""
    if brief.request.preferences.deload != "none":
        return ()
    return spread_weeks(training_weeks(brief, taper_days), UNDELOADED_WEEKS - 1)


def spread_weeks(weeks: int, longest: int) -> tuple[int, ...]:
    """Return the fewest light weeks that leave at most `longest` hard ones in a row."""
    if weeks <= longest:
        return ()
    count = -(-(weeks - longest) // (longest + 1))
    hard, found, at = weeks - count, [], 0
    for index in range(count):
        at += _block(hard, count, index) + 1
        found.append(at)
    return tuple(found)


def _block(hard: int, count: int, index: int) -> int:
    """Return the length of a block of hard weeks, the longer ones first."""
    blocks = count + 1
    return hard // blocks + (1 if index < hard % blocks else 0)


def kept_deload_weeks(
    brief: Brief, wished: Iterable[int], taper_days: int, phase_ends: Iterable[int] = ()
) -> tuple[int, ...]:
    """Return the wished deload weeks when they are sensible, else the default ones."""
    weeks = training_weeks(brief, taper_days)
    kept = sorted({week for week in wished if 2 <= week <= weeks})  # noqa: PLR2004 - not the first
    preferences = brief.request.preferences
    if preferences.deload == "none" or preferences.deload_every_weeks is not None:
        return default_deload_weeks(brief, taper_days, phase_ends)
    edges = [0, *kept, weeks + 1]
    gaps = [after - before - 1 for before, after in pairwise(edges)]
    is_dense = any(gap == 0 for gap in gaps[:-1])
    may_skip = brief.experience is ExperienceName.BEGINNER and weeks < BEGINNER_WEEKS
    if is_dense or (max(gaps) > MAX_HARD_WEEKS and not may_skip):
        return default_deload_weeks(brief, taper_days, phase_ends)
    return tuple(kept)


def with_returns(brief: Brief, deloads: Iterable[int], taper_days: int) -> tuple[int, ...]:
    """Return the deload weeks with one after each week without training.

    A deload close behind a week off is dropped: the week off was one. Source: section 7, return
    after seven or more days off.
    """
    last = training_weeks(brief, taper_days)
    trained = {week_of(day) for day in brief.days.day_numbers}
    off = {week for week in range(1, last + 1) if week not in trained}
    returns = {week + 1 for week in off if week + 1 in trained and week + 1 <= last}
    kept = {
        week
        for week in deloads
        if week in returns or not off & set(range(week - LEAST_HARD_WEEKS, week + 1))
    }
    return tuple(sorted(kept | returns))


def training_weeks(brief: Brief, taper_days: int) -> int:
    """Return the weeks before the taper, or before the test week."""
    weeks = week_of(brief.total_days)
    if taper_days:
        return (brief.total_days - taper_days) // DAYS_PER_WEEK
    test = test_week(brief)
    return weeks if test is None else test - 1


def test_week(brief: Brief) -> int | None:
    """Return the last full week when maxima are tested at the end."""
    full = brief.total_days // DAYS_PER_WEEK
    return full if brief.wants_test and full >= MIN_TEST_WEEKS else None
