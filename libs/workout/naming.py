"""The name and the one-line summary of a session: the athlete's words, else built by code."""

from __future__ import annotations

from collections.abc import Iterable

from libs.workout.quantities import LB_KG
from libs.workout.training import (
    EnduranceSection,
    GenericSection,
    LoggedExercise,
    LoggedPart,
    LoggedSet,
    LoggedWeight,
    Section,
)
from libs.workout.vocabulary import Discipline

MAX_NAMED_EXERCISES = 3
MAX_SUMMARY_CHARS = 400
_MINUTE_S, _HOUR_S = 60, 3600
_KM = 1000.0
_NAMELESS = Discipline.GENERIC.value.capitalize()


def build_name(discipline: Discipline, section: Section) -> str:
    """Return a plain name for a session that has none: what was done, no ornament."""
    for part in section.parts:
        if part.name:
            return part.name
    label = discipline.value.replace("_", " ").capitalize()
    if isinstance(section, GenericSection) and section.style:
        label = section.style.capitalize()
    if isinstance(section, EnduranceSection | GenericSection) and section.total_distance:
        return f"{label} {show_distance(section.total_distance)}"
    names = [item.exercise_name for item in _main_exercises(section)]
    if not names:
        return label if label != _NAMELESS else "Workout"
    shown = ", ".join(dict.fromkeys(names[:MAX_NAMED_EXERCISES]))
    return f"{label}: {shown}" if label != _NAMELESS else shown


def render_summary(name: str, section: Section, *, duration_s: float | None) -> str:
    """Return the session in one line, from stored numbers only."""
    facts = [_show_part(part) for part in section.parts]
    if isinstance(section, EnduranceSection | GenericSection):
        distance = show_distance(section.total_distance) if section.total_distance else ""
        time = show_time(section.total_time) if section.total_time else ""
        facts.insert(0, " in ".join(filter(None, (distance, time))))
        duration_s = None if section.total_time == duration_s else duration_s
    if duration_s and not any(part.total_time_s == duration_s for part in section.parts):
        facts.append(show_time(duration_s))
    told = "; ".join(filter(None, facts))
    return (f"{name}: {told}" if told else name)[:MAX_SUMMARY_CHARS]


def show_time(seconds: float) -> str:
    """Return `1:45:00` or `7:42`."""
    whole = round(seconds)
    minutes, rest = divmod(whole, _MINUTE_S)
    if whole < _HOUR_S:
        return f"{minutes}:{rest:02d}"
    return f"{whole // _HOUR_S}:{minutes % _MINUTE_S:02d}:{rest:02d}"


def show_distance(metres: float) -> str:
    """Return `800 m` or `10.5 km`."""
    return f"{metres:g} m" if metres < _KM else f"{round(metres / _KM, 2):g} km"


def show_weight(weight: LoggedWeight) -> str:
    """Return a load in the athlete's unit, a pair as per hand."""
    if weight.value is None:
        return f"{weight.percentage_1rm:g}%" if weight.percentage_1rm else ""
    value = weight.value / LB_KG if weight.said_unit == "lb" else weight.value
    hands = " per hand" if weight.per_hand else ""
    added = "+" if weight.is_added else ""
    return f"{added}{round(value, 2):g} {weight.said_unit or 'kg'}{hands}"


def _main_exercises(section: Section) -> list[LoggedExercise]:
    return [
        item
        for part in section.parts
        if part.kind not in ("warmup", "cooldown")
        for item in part.exercises
    ]


def _show_part(part: LoggedPart) -> str:
    shown = ", ".join(_show_exercise(item) for item in part.exercises)
    head = ""
    if part.rounds_completed and part.format != "straight":
        extra = f" + {part.extra_reps}" if part.extra_reps else ""
        head = f"{part.rounds_completed}{extra} rounds" + (" of " if shown else "")
    tail = f" in {show_time(part.total_time_s)}" if part.total_time_s else ""
    kind = "warm-up: " if part.kind == "warmup" else ""
    return f"{kind}{head}{shown}{tail}".strip()


def _show_exercise(exercise: LoggedExercise) -> str:
    doses = _grouped(_show_set(item) for item in exercise.sets)
    return " ".join(filter(None, (exercise.exercise_name, ", ".join(doses))))


def _show_set(item: LoggedSet) -> str:
    reps = str(item.reps.completed) if item.reps else ""
    if item.distance_m:
        reps = reps or show_distance(item.distance_m)
    if item.time_s:
        reps = " in ".join(filter(None, (reps, show_time(item.time_s))))
    if item.calories:
        reps = reps or f"{item.calories} cal"
    load = show_weight(item.weight) if item.weight else ""
    return " @ ".join(filter(None, (reps, load)))


def _grouped(shown: Iterable[str]) -> list[str]:
    groups: list[tuple[str, int]] = []
    for text in shown:
        if groups and groups[-1][0] == text:
            groups[-1] = (text, groups[-1][1] + 1)
        elif text:
            groups.append((text, 1))
    return [f"{count}x{text}" if count > 1 else text for text, count in groups]
