"""The pending sessions of a day, out of the athlete's active programs."""

from __future__ import annotations

from datetime import date

from libs.errors import CoachBackendError
from libs.storage.keys import day_key
from libs.storage.programs import DynamoProgramStore
from libs.storage.table import Table
from libs.training_program.models.program import (
    PrescribedExercise,
    Reps,
    Template,
    Weight,
    WorkingSet,
)
from libs.training_program.models.units import METERS_PER, SECONDS_PER, UnitName, to_unit
from libs.training_program.stored import StoredProgram
from libs.workout.ports import PlannedExercise, PlannedSession, PlannedSet

_SIDE_BLOCKS = frozenset({"warmup", "cooldown"})


class StoredPlannedSessions:
    """PlannedSessions on stored programs; an unreadable program plans nothing."""

    def __init__(self, table: Table, programs: DynamoProgramStore) -> None:
        self._table = table
        self._programs = programs

    def find_day(self, user_id: str, day: date) -> tuple[PlannedSession, ...]:
        """Return the pending sessions of a calendar day, the primary one first."""
        found: list[PlannedSession] = []
        for program in self._programs.list(user_id, status="active"):
            if program.start_date <= day <= program.end_date:
                found.extend(self._sessions(program, day))
        return tuple(sorted(found, key=lambda item: item.priority))

    def _sessions(self, program: StoredProgram, day: date) -> list[PlannedSession]:
        try:
            days = self._programs.load_days(program)
        except CoachBackendError:
            # A log must not fail because a program cannot be read; it is stored without a link.
            return []
        templates = [template for item in days if item.date == day for template in item.templates]
        return [
            planned_session(template, program.program_id, program.unit)
            for template in templates
            if self._is_pending(program, template)
        ]

    def _is_pending(self, program: StoredProgram, template: Template) -> bool:
        key = day_key(
            program.user_id, program.program_id, template.day_number, template.template_id
        )
        row = self._table.get(key)
        return row is None or row.get("status") == "pending"


def planned_session(template: Template, program_id: str, unit: UnitName) -> PlannedSession:
    """Return a template as a log is compared with it: its main work, loads in kilograms."""
    side = {block.block_id for block in template.blocks if block.kind in _SIDE_BLOCKS}
    return PlannedSession(
        program_id=program_id,
        template_id=template.template_id,
        group_id=template.group_id,
        day_number=template.day_number,
        name=template.name,
        priority=template.template_priority,
        exercises=tuple(
            _exercise(item, unit)
            for item in template.prescribed_exercises
            if item.block_id not in side
        ),
    )


def _exercise(exercise: PrescribedExercise, unit: UnitName) -> PlannedExercise:
    working = tuple(_set(item, unit) for item in exercise.working_sets if not item.is_ramp)
    return PlannedExercise(
        name=exercise.exercise_name,
        exercise_id=exercise.exercise_id,
        pattern=exercise.pattern,
        sets=working or (_dose(exercise, unit),) * (exercise.sets or 1),
    )


def _set(item: WorkingSet, unit: UnitName) -> PlannedSet:
    return PlannedSet(
        reps=_least(item.reps),
        load_kg=_in_kg(item.weight, unit),
        distance_m=item.distance_m,
        time_s=item.time_s,
    )


def _dose(exercise: PrescribedExercise, unit: UnitName) -> PlannedSet:
    """Return one set of an exercise whose sets are all alike."""
    distance, time = exercise.distance, exercise.time
    return PlannedSet(
        reps=_least(exercise.reps),
        load_kg=_in_kg(exercise.weight, unit),
        distance_m=distance.value * METERS_PER[distance.unit] if distance else None,
        time_s=time.value * SECONDS_PER[time.unit] if time else None,
    )


def _least(reps: Reps | None) -> int | None:
    return reps if isinstance(reps, int) or reps is None else reps.min


def _in_kg(weight: Weight | None, unit: UnitName) -> float | None:
    if weight is None or weight.value is None:
        return None
    return round(to_unit(weight.value, weight.unit or unit, UnitName.KG), 3)
