"""A program's count of what was done, changed with the link of a logged workout or its removal.

Only primary sessions count, as in `totalWorkouts`. `adherenceTotal` is the sum of their adherence
scores in percent; over `completedWorkouts` it is the program's adherence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from libs.clock import iso_instant
from libs.storage.items import Item, item_of
from libs.storage.keys import day_key, program_key
from libs.storage.writes import ABSENT, PRESENT, Write, put, update
from libs.wire import WireModel
from libs.workout.models import TemplateComparison, Workout

DAY_LABEL, PROGRAM_LABEL = "day", "program"


class DayState(WireModel):
    """What became of a template; its row exists only once it is no longer pending."""

    template_id: str
    group_id: str
    day_number: int
    status: str
    completed_at: datetime
    workout_id: str
    adherence_score: float
    was_scaled: bool
    is_primary: bool


def link_writes(user_id: str, workouts: Sequence[Workout], now: datetime) -> Iterator[Write]:
    """Yield the writes that mark answered templates done and count them, one per program."""
    linked = [
        (item, comparison)
        for item in workouts
        if (comparison := item.extraction_metadata.template_comparison) is not None
    ]
    scores: dict[str, list[float]] = defaultdict(list)
    for workout, comparison in linked:
        yield _day_write(workout, comparison, now)
        if comparison.is_primary:
            scores[comparison.program_id].append(comparison.adherence_score)
    for program_id, done in scores.items():
        yield _count(user_id, program_id, len(done), sum(done))


def uncount(user_id: str, program_id: str, row: Item) -> Iterable[Write]:
    """Return the write that takes a row out of its program's count; none for optional sessions."""
    if row.get("isPrimary") is False:
        return ()
    score = row.get("adherenceScore")
    return (
        _count(user_id, program_id, -1, -float(score) if isinstance(score, int | float) else 0),
    )


def adherence_of(program: Item) -> float | None:
    """Return the mean adherence of a program's counted sessions in percent, or None for none."""
    total, done = program.get("adherenceTotal"), program.get("completedWorkouts")
    if not isinstance(total, int | float) or not isinstance(done, int) or done < 1:
        return None
    return round(total / done, 1)


def _count(user_id: str, program_id: str, count: int, score: float) -> Write:
    return update(
        PROGRAM_LABEL,
        program_key(user_id, program_id),
        "ADD #completedWorkouts :count, #adherenceTotal :score",
        PRESENT,
        count=count,
        score=round(score, 1),
    )


def _day_write(workout: Workout, comparison: TemplateComparison, now: datetime) -> Write:
    key = day_key(
        workout.user_id, comparison.program_id, comparison.day_number, comparison.template_id
    )
    state = DayState(
        template_id=comparison.template_id,
        group_id=comparison.group_id,
        day_number=comparison.day_number,
        status="completed",
        completed_at=workout.completed_at,
        workout_id=workout.workout_id,
        adherence_score=comparison.adherence_score,
        was_scaled=comparison.was_scaled,
        is_primary=comparison.is_primary,
    )
    item = item_of(key, "day", state, now=now, completedAt=iso_instant(workout.completed_at))
    return put(DAY_LABEL, item, f"{ABSENT} OR #status = :pending", pending="pending")
