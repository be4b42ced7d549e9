"""Prescription and log meet: which template of the day a session answers, and how well (L12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from libs.workout.models import ExerciseComparison, SetComparison, TemplateComparison
from libs.workout.ports import PlannedExercise, PlannedSession, PlannedSet
from libs.workout.records import sport_exercise
from libs.workout.sessions import Session
from libs.workout.training import EnduranceSection, LoggedExercise, LoggedReps, LoggedSet
from libs.workout.wording import fold

MIN_OVERLAP = 0.5
"""Share of the prescribed exercises that must have been done to call it that session."""
SUBSTITUTE_SHARE = 0.8
"""A movement of the same pattern counts this much; both are our choice."""
SCALED_BELOW = 0.975
"""Loads and repetitions within 2.5 % are the prescription: plates come in steps; our choice."""
_PERCENT = 100.0


def find_answered(
    session: Session, planned: Sequence[PlannedSession], taken: frozenset[str] = frozenset()
) -> TemplateComparison | None:
    """Return the comparison with the template a session answers best, or None.

    `taken` are templates that another session of the message answers already.
    """
    best: tuple[float, TemplateComparison] | None = None
    for plan in planned:
        if plan.template_id in taken or not plan.exercises:
            continue
        done = _matched(plan, session)
        overlap = len(done) / len(plan.exercises)
        if overlap >= MIN_OVERLAP and (best is None or overlap > best[0]):
            best = overlap, compare(plan, done)
    return best[1] if best else None


def compare(
    plan: PlannedSession, done: Mapping[int, tuple[LoggedExercise, bool]]
) -> TemplateComparison:
    """Compare set by set; `done` maps prescribed exercises to what was done of them."""
    exercises: list[ExerciseComparison] = []
    modifications: list[str] = []
    for index, prescribed in enumerate(plan.exercises):
        if index not in done:
            exercises.append(ExerciseComparison(exercise=prescribed.name, done=False, score=0.0))
            modifications.append(f"{prescribed.name}: left out")
            continue
        logged, is_substitute = done[index]
        compared = _compare_exercise(prescribed, logged, is_substitute=is_substitute)
        exercises.append(compared)
        if is_substitute:
            modifications.append(f"{prescribed.name}: replaced by {logged.exercise_name}")
        modifications.extend(_changes(prescribed.name, compared.sets))
    score = sum(item.score for item in exercises) / len(exercises) * _PERCENT
    return TemplateComparison(
        program_id=plan.program_id,
        template_id=plan.template_id,
        group_id=plan.group_id,
        day_number=plan.day_number,
        is_primary=plan.is_primary,
        was_scaled=bool(modifications),
        modifications=tuple(modifications),
        adherence_score=round(score, 1),
        exercises=tuple(exercises),
    )


def _matched(plan: PlannedSession, session: Session) -> dict[int, tuple[LoggedExercise, bool]]:
    """Return which logged exercise answers each prescribed one: by id, by name, by pattern."""
    left = [*_logged(session)]
    found: dict[int, tuple[LoggedExercise, bool]] = {}
    for tier in (_same_movement, _same_pattern):
        for index, prescribed in enumerate(plan.exercises):
            if index in found:
                continue
            hit = next((item for item in left if tier(prescribed, item)), None)
            if hit is not None:
                left.remove(hit)
                found[index] = hit, tier is _same_pattern
    return found


def _logged(session: Session) -> list[LoggedExercise]:
    exercises = [
        item
        for part in session.section.parts
        if part.kind not in ("warmup", "cooldown")
        for item in part.exercises
    ]
    section = session.section
    sport = sport_exercise(session.discipline)
    if sport is not None and isinstance(section, EnduranceSection):
        whole = LoggedSet(
            set_number=1, distance_m=section.total_distance, time_s=section.total_time
        )
        exercises.append(
            LoggedExercise(exercise_name=sport, exercise_id=sport, pattern="mono", sets=(whole,))
        )
    return exercises


def _same_movement(prescribed: PlannedExercise, logged: LoggedExercise) -> bool:
    if prescribed.exercise_id and logged.exercise_id:
        return prescribed.exercise_id == logged.exercise_id
    return fold(prescribed.name) == fold(logged.exercise_name)


def _same_pattern(prescribed: PlannedExercise, logged: LoggedExercise) -> bool:
    return prescribed.pattern is not None and prescribed.pattern == logged.pattern


def _compare_exercise(
    prescribed: PlannedExercise, logged: LoggedExercise, *, is_substitute: bool
) -> ExerciseComparison:
    sets = logged.work_sets
    if not prescribed.sets:
        compared: tuple[SetComparison, ...] = ()
        score = 1.0
    else:
        compared = tuple(
            _compare_set(number, plan, sets[number - 1] if number <= len(sets) else None)
            for number, plan in enumerate(prescribed.sets, 1)
        )
        score = sum(item.score for item in compared) / len(compared)
    return ExerciseComparison(
        exercise=prescribed.name,
        done=True,
        score=round(score * (SUBSTITUTE_SHARE if is_substitute else 1.0), 3),
        sets=compared,
    )


def _compare_set(number: int, plan: PlannedSet, done: LoggedSet | None) -> SetComparison:
    load = done.weight.value if done and done.weight else None
    reps = _completed(done.reps) if done else None
    ratios = [
        min(1.0, actual / meant)
        for meant, actual in (
            (plan.reps, reps),
            (plan.load_kg, load),
            (plan.distance_m, done.distance_m if done else None),
            (plan.time_s if plan.distance_m is None else None, done.time_s if done else None),
        )
        if meant and actual is not None
    ]
    score = 1.0 if done else 0.0
    for ratio in ratios:
        score *= ratio
    return SetComparison(
        set_number=number,
        prescribed_reps=plan.reps,
        completed_reps=reps,
        prescribed_kg=plan.load_kg,
        completed_kg=load,
        score=round(score, 3),
    )


def _completed(reps: LoggedReps | None) -> int | None:
    return reps.completed if reps else None


def _changes(name: str, sets: Sequence[SetComparison]) -> list[str]:
    missing = sum(item.score == 0.0 for item in sets)
    changes = [f"{name}: {missing} of {len(sets)} sets not done"] if missing else []
    lighter = [
        item
        for item in sets
        if item.prescribed_kg
        and item.completed_kg is not None
        and item.completed_kg < item.prescribed_kg * SCALED_BELOW
    ]
    if lighter:
        first = lighter[0]
        changes.append(f"{name}: {first.completed_kg:g} kg instead of {first.prescribed_kg:g} kg")
    fewer = [
        item
        for item in sets
        if item.prescribed_reps
        and item.completed_reps is not None
        and item.completed_reps < item.prescribed_reps * SCALED_BELOW
    ]
    if fewer:
        first = fewer[0]
        changes.append(f"{name}: {first.completed_reps} instead of {first.prescribed_reps} reps")
    return changes
