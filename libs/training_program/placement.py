"""Put the week's themes on its weekdays: long sessions on free days, heavy ones apart.

The order of the plan is kept unless moving a session mends a clash: two sessions that load the
legs hard on consecutive days, a long session on a working day, a lift where its bar is not.
"""

from __future__ import annotations

from collections.abc import Sequence

from libs.training_program.brief import Brief
from libs.training_program.lifts import is_lower
from libs.training_program.models.plan import SessionTheme
from libs.training_program.models.request import Place
from libs.training_program.models.vocabulary import (
    WEEKDAYS,
    SessionKind,
    SportName,
    WeekdayName,
)
from libs.training_program.sports import ENDURANCE_SPORTS

LOWER_KINDS = frozenset(
    {
        SessionKind.LOWER,
        SessionKind.LEGS,
        SessionKind.SQUAT,
        SessionKind.DEADLIFT,
        SessionKind.FULL_BODY,
        SessionKind.SNATCH,
        SessionKind.CLEAN_JERK,
    }
)
HARD_KINDS = frozenset(
    {
        SessionKind.TEMPO,
        SessionKind.INTERVALS,
        SessionKind.HILLS,
        SessionKind.RACE_PACE,
        SessionKind.LONG,
        SessionKind.BRICK,
        SessionKind.HYROX,
    }
)
_CLASH = 4.0
_LONG_ON_WORKDAY = 3.0
_MISPLACED_LIFT = 4.0
_BEFORE_COMMITMENT = 1.0
_MOVE = 0.01


def arrange(
    brief: Brief, themes: Sequence[SessionTheme]
) -> dict[WeekdayName, tuple[SessionTheme, ...]]:
    """Return the sessions of each weekday of the pattern; `themes` fits the week's shape."""
    weekdays = sorted(brief.horizon.pattern, key=lambda day: day.number)
    groups = day_groups(themes, [brief.sessions_on(day) for day in weekdays])
    order = _best_order(brief, weekdays, [group[0] for group in groups])
    return {
        day: (groups[source][0], *groups[index][1:])
        for index, (day, source) in enumerate(zip(weekdays, order, strict=True))
    }


def day_groups(
    themes: Sequence[SessionTheme], shape: Sequence[int]
) -> list[tuple[SessionTheme, ...]]:
    """Split the themes of a week into those of its days."""
    groups, start = [], 0
    for count in shape:
        groups.append(tuple(themes[start : start + count]))
        start += count
    return groups


def candidates(brief: Brief, weekday: WeekdayName) -> tuple[Place, ...]:
    """Return the places a session on this weekday can be at, named weekdays first."""
    places = brief.request.places
    named = tuple(place for place in places if weekday in place.weekdays)
    return named or tuple(place for place in places if not place.weekdays) or places


def misplaced(brief: Brief, theme: SessionTheme, weekday: WeekdayName) -> int:
    """Return how many main lifts of a theme cannot be done at the weekday's best place."""
    return min(
        (
            sum(brief.chooser.is_refused_at(name, place.name) for name in theme.main_lifts)
            for place in candidates(brief, weekday)
        ),
        default=0,
    )


def _best_order(
    brief: Brief, weekdays: Sequence[WeekdayName], themes: Sequence[SessionTheme]
) -> list[int]:
    """Return which theme each weekday gets: the best rotation, then swaps while they help."""
    count = len(themes)
    single = [[_single_cost(brief, theme, day) for theme in themes] for day in weekdays]
    pair = [[_clash(first, second) for second in themes] for first in themes]
    next_to = [
        (index, (index + 1) % count)
        for index in range(count)
        if count > 1 and (weekdays[(index + 1) % count].number - weekdays[index].number) % 7 == 1
    ]

    def cost(order: Sequence[int]) -> float:
        total = sum(single[index][theme] for index, theme in enumerate(order))
        total += sum(pair[order[a]][order[b]] for a, b in next_to)
        return total + _MOVE * sum(index != theme for index, theme in enumerate(order))

    rotations = [[(index + shift) % count for index in range(count)] for shift in range(count)]
    best = min(rotations, key=cost)
    improved = True
    while improved:
        swaps = [_swapped(best, a, b) for a in range(count) for b in range(a + 1, count)]
        trial = min(swaps, key=cost, default=best)
        improved = cost(trial) < cost(best)
        best = trial if improved else best
    return best


def _swapped(order: Sequence[int], a: int, b: int) -> list[int]:
    swapped = list(order)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return swapped


def _single_cost(brief: Brief, theme: SessionTheme, weekday: WeekdayName) -> float:
    total = _MISPLACED_LIFT * misplaced(brief, theme, weekday)
    after = WEEKDAYS[(weekday.number + 1) % len(WEEKDAYS)]
    busy = {item.weekday for item in brief.request.commitments if item.hard}
    if busy & {weekday, after} and (loads_legs(theme) or theme.kind in HARD_KINDS):
        total += _BEFORE_COMMITMENT
    if theme.kind is SessionKind.LONG:
        total += 0.0 if weekday.number >= WeekdayName.SATURDAY.number else _LONG_ON_WORKDAY
        total -= brief.minutes_on(weekday) / 60
    return total


def _clash(first: SessionTheme, second: SessionTheme) -> float:
    """Return how badly the second session follows the first one on the next day."""
    if loads_legs(first) and loads_legs(second):
        return _CLASH
    hard = [theme.kind in HARD_KINDS for theme in (first, second)]
    if all(hard):
        return _CLASH - 1
    if (loads_legs(first) and hard[1]) or (loads_legs(second) and hard[0]):
        return _CLASH / 2
    is_repeat = first.kind is second.kind and first.sport is second.sport
    return 1.0 if is_repeat and first.sport is SportName.LIFT else 0.0


def loads_legs(theme: SessionTheme) -> bool:
    """Return whether a lifting session loads the legs heavily."""
    if theme.sport in ENDURANCE_SPORTS:
        return False
    return theme.kind in LOWER_KINDS or any(is_lower(name) for name in theme.main_lifts)
