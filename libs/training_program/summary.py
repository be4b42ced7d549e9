"""A summary of a program in three or four sentences, rendered from its stored numbers."""

from __future__ import annotations

from datetime import date

from libs.training_program.models.blueprint import DAYS_PER_WEEK, week_of
from libs.training_program.models.program import (
    PrescribedExercise,
    Program,
    RepRange,
    Template,
)
from libs.training_program.models.units import METERS_PER

MAX_LISTED = 3


def render_summary(program: Program) -> str:
    """Return length and sessions, phases and lighter weeks, what progresses, what it leads to."""
    sentences = (_frame(program), _phases(program), _progress(program), _ending(program))
    return " ".join(sentence for sentence in sentences if sentence)


def _frame(program: Program) -> str:
    weeks, rest = divmod(program.total_days, DAYS_PER_WEEK)
    length = f"{program.total_days} days"
    if not rest and weeks > 1:
        length += f" ({weeks} weeks)"
    if program.total_days == 1:
        length = "one day"
    count = program.total_workouts
    return (
        f"{program.name} runs {length} from {_day(program.start_date)} to {_day(program.end_date)} "
        f"with {_counted(count, 'session')}, {_counted(program.training_frequency, 'day')} a week."
    )


def _phases(program: Program) -> str:
    names = [f"{item.name} (to day {item.end_day})" for item in program.phases]
    text = f"It goes through {_listed(names)}" if len(names) > 1 else ""
    lighter = [f"{week}" for week in program.deload_weeks]
    if not lighter:
        return f"{text}." if text else f"It is one phase, {program.phases[0].name}."
    rest = f"week{'s' if len(lighter) > 1 else ''} {_listed(lighter)} for recovery"
    return f"{text}, with lighter {rest}." if text else f"It has lighter {rest}."


def _progress(program: Program) -> str:
    lines = [line for name in _main_lifts(program) if (line := _lift_line(program, name))]
    if lines:
        return f"{_listed(lines[:MAX_LISTED])}."
    longest = max(
        (item for item in program.templates if item.type == "endurance" and not item.is_event),
        key=lambda item: item.estimated_duration,
        default=None,
    )
    if longest is not None:
        minutes, week = longest.estimated_duration, week_of(longest.day_number)
        return f"The longest session takes {minutes} minutes in week {week}{_distance(longest)}."
    minutes = max((item.estimated_duration for item in program.templates), default=0)
    return f"No session takes longer than {minutes} minutes." if minutes else ""


def _ending(program: Program) -> str:
    event = program.event
    if event is not None:
        name = event.name or event.kind.value
        return f"It leads up to {name} on {_day(event.on)}."
    tests = sorted({week_of(item.day_number) for item in program.templates if item.is_test})
    return f"Maxima are tested in week {tests[-1]}." if tests else ""


def _main_lifts(program: Program) -> list[str]:
    """Return the names of main lifts: those with a load first, each in order of appearance."""
    main_lifts = [
        item
        for template in program.templates
        for item in template.prescribed_exercises
        if item.is_main_lift
    ]
    names = dict.fromkeys(item.exercise_name for item in main_lifts)
    loaded = {item.exercise_name for item in main_lifts if _load(item) is not None}
    return sorted(names, key=lambda name: name not in loaded)


def _lift_line(program: Program, name: str) -> str:
    """Return from where to where a lift goes over its normal weeks."""
    found = [
        (template.day_number, item)
        for template in program.templates
        if not (template.is_deload or template.is_taper or template.is_test or template.is_event)
        for item in template.prescribed_exercises
        if item.is_main_lift and item.exercise_name == name
    ]
    if not found:
        return ""
    first, last = found[0], max(found, key=lambda pair: (_load(pair[1]) or 0, pair[0]))
    start, end = _dose(first[1]), _dose(last[1])
    if start == end or _load(first[1]) is None:
        return f"{name} starts with {start}"
    return f"{name} goes from {start} to {end} in week {week_of(last[0])}"


def _dose(item: PrescribedExercise) -> str:
    match item.reps:
        case RepRange(min=low, max=high):
            reps = f"{low}-{high}"
        case int(count):
            reps = f"{count}"
        case _:
            reps = "as many as possible"
    load = _load(item)
    if load is not None and item.weight is not None and item.weight.unit is not None:
        return f"{item.sets or 1} x {reps} at {load:g} {item.weight.unit.value}"
    effort = f" at RPE {item.rpe:g}" if item.rpe is not None else ""
    return f"{item.sets or 1} x {reps}{effort}"


def _load(item: PrescribedExercise) -> float | None:
    return item.weight.value if item.weight is not None else None


def _distance(template: Template) -> str:
    meters = sum(
        item.distance.value * METERS_PER[item.distance.unit] * (item.sets or 1)
        for item in template.prescribed_exercises
        if item.distance is not None
    )
    return f" over {meters / 1000:.1f} km" if meters >= 1000 else ""  # noqa: PLR2004 - one km


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(items: list[str]) -> str:
    if len(items) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
