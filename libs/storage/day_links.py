"""The link of a logged workout with the template it answers: the day's row and the count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from libs.clock import iso_instant
from libs.storage.items import item_of
from libs.storage.keys import day_key
from libs.storage.program_counts import count_done
from libs.storage.writes import ABSENT, Write, put
from libs.wire import WireModel
from libs.workout.models import TemplateComparison, Workout

DAY_LABEL = "day"


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
        yield count_done(user_id, program_id, len(done), sum(done))


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
