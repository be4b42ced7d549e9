"""Which exercise's turn it is: each accessory stays four weeks, a quarter of them changes a week.

So no week has more than half of its accessories new and no session stays the same for long (rule
V01). Before an event nothing new comes in for two weeks (rule G07).
"""

from __future__ import annotations

from dataclasses import dataclass

from libs.training_program.models.blueprint import DAYS_PER_WEEK, Blueprint, week_of
from libs.training_program.writer.needs import Need

TURN_WEEKS = 4
_FROZEN_DAYS = 2 * DAYS_PER_WEEK + 1
_ORDER = {need: index for index, need in enumerate(Need)}


@dataclass(frozen=True)
class Turn:
    """The turn of a need in a week: `number` picks the exercise, `step` (0-3) the progress."""

    number: int
    step: int


def turn_of(blueprint: Blueprint, week: int, need: Need, *, order: int | None = None) -> Turn:
    """Return the turn of a need in a week; `order` is its place among those of its session."""
    place = _ORDER[need] if order is None else order
    return turn_at(min(week, last_new_week(blueprint)), place, week=week)


def turn_at(frozen_week: int, order: int, *, week: int) -> Turn:
    """Return the turn of the `order`-th choice; every fourth one changes in the same week."""
    shifted = frozen_week - 1 + order % TURN_WEEKS
    return Turn(number=shifted // TURN_WEEKS, step=(shifted + week - frozen_week) % TURN_WEEKS)


def last_new_week(blueprint: Blueprint) -> int:
    """Return the last week that may bring in an exercise: all, or two weeks before an event."""
    event = blueprint.request.event
    if event is None:
        return blueprint.grid.weeks
    day = (event.on - blueprint.grid.start_on).days + 1
    if not 1 <= day <= blueprint.grid.total_days:
        return blueprint.grid.weeks
    return max(1, week_of(max(day - _FROZEN_DAYS, 1)) - 1)
