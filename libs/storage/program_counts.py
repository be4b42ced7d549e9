"""A program's count of what was done, as the items of the table hold it.

Only primary sessions count, as in `totalWorkouts`. `adherenceTotal` is the sum of their adherence
scores in percent; over `completedWorkouts` it is how closely the program was followed.
"""

from __future__ import annotations

from collections.abc import Iterable

from libs.storage.items import Item
from libs.storage.keys import program_key
from libs.storage.writes import PRESENT, Write, update

PROGRAM_LABEL = "program"


def count_done(user_id: str, program_id: str, count: int, score: float) -> Write:
    """Return the write that adds sessions and the sum of their scores to a program's count."""
    return update(
        PROGRAM_LABEL,
        program_key(user_id, program_id),
        "ADD #completedWorkouts :count, #adherenceTotal :score",
        PRESENT,
        count=count,
        score=round(score, 1),
    )


def uncount(user_id: str, program_id: str, row: Item) -> Iterable[Write]:
    """Return the write that takes a row out of its program's count; none for optional sessions."""
    if row.get("isPrimary") is False:
        return ()
    score = row.get("adherenceScore")
    return (
        count_done(user_id, program_id, -1, -float(score) if isinstance(score, int | float) else 0),
    )


def adherence_of(program: Item) -> float | None:
    """Return the mean adherence of a program's counted sessions in percent, or None for none."""
    total, done = program.get("adherenceTotal"), program.get("completedWorkouts")
    if not isinstance(total, int | float) or not isinstance(done, int) or done < 1:
        return None
    return round(total / done, 1)
