"""The modelled minutes of lines, by the same model as the finished session's."""

from __future__ import annotations

from collections.abc import Iterable

from libs.exercise.catalogue import load_catalogue
from libs.exercise.matching import match
from libs.training_program.language import (
    Calories,
    Dose,
    ExerciseLine,
    Hold,
    Ladder,
    Length,
    Line,
    MaxReps,
    Member,
    PaceAt,
    Quantity,
    Repetitions,
)
from libs.training_program.minutes import exercise_minutes
from libs.training_program.models.program import (
    Block,
    Distance,
    Pace,
    PrescribedExercise,
    RepRange,
    Time,
)

OPEN_REPS = 12


def lines_minutes(lines: Iterable[Line]) -> float:
    """Return the modelled minutes of lines; time-boxed blocks count at face value."""
    return sum(_line_minutes(line) for line in lines)


def _line_minutes(line: Line) -> float:
    if isinstance(line, ExerciseLine):
        return exercise_minutes(_prescribed(line.name, line.dose), _block(line))
    if line.seconds is not None:
        return line.seconds / 60
    return sum(_member_minutes(member, line.rounds or 1) for member in line.members)


def member_seconds(member: Member) -> float:
    """Return the modelled seconds of one round of a block's exercise, without set-up."""
    dose = Dose(member.quantity or Repetitions(10, 10), per_side=member.per_side)
    block = Block(block_id="b", kind="steady", rounds=1)
    return exercise_minutes(_prescribed(member.name, dose), block) * 60


def _member_minutes(member: Member, rounds: int) -> float:
    return (member_seconds(member) * rounds + 60) / 60


def _block(line: ExerciseLine) -> Block:
    return Block(block_id="b", kind="steady" if is_cyclic(line.name) else "straight")


def is_cyclic(name: str) -> bool:
    """Return whether a movement is running, cycling and the like."""
    return match(name, load_catalogue()).pattern == "mono"


def _prescribed(name: str, dose: Dose) -> PrescribedExercise:
    quantity = dose.quantity
    pace = next((item for item in dose.intensity if isinstance(item, PaceAt)), None)
    return PrescribedExercise(
        exercise_name=name,
        block_id="b",
        sets=dose.sets,
        reps=_reps(quantity),
        per_side=dose.per_side,
        distance=Distance(value=quantity.value, unit=quantity.unit)
        if isinstance(quantity, Length)
        else None,
        calories=quantity.count if isinstance(quantity, Calories) else None,
        time=Time(value=quantity.seconds, unit="seconds") if isinstance(quantity, Hold) else None,
        pace=Pace(seconds=pace.seconds, per=pace.per) if pace is not None else None,
        rest_s=dose.rest_s if dose.rest_s is not None else 0 if dose.sets == 1 else None,
    )


def _reps(quantity: Quantity) -> int | RepRange | None:
    match quantity:
        case Repetitions(low, high):
            return low if low == high else RepRange(min=low, max=high)
        case MaxReps(floor):
            return floor or OPEN_REPS
        case Ladder(steps):
            return sum(steps)
        case _:
            return None
