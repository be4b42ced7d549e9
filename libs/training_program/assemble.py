"""Put the sessions of all slots together to a program with every day from 1 to the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from libs.errors import BuildError
from libs.training_program.cautions import caution_text
from libs.training_program.cues import safe_title
from libs.training_program.models.blueprint import (
    DAYS_PER_WEEK,
    Blueprint,
    Phase,
)
from libs.training_program.models.program import Program, ProgramDay, Template
from libs.training_program.models.request import Assumption, TrainingRequest
from libs.training_program.models.vocabulary import WEEKDAYS
from libs.training_program.summary import render_summary

MAX_NAME_CHARS = 80


def assemble(
    blueprint: Blueprint,
    templates: Mapping[str, Template],
    *,
    assumptions: tuple[Assumption, ...],
) -> Program:
    """Return the program; `templates` is by slot id.

    Raises:
        BuildError: a slot has no template, or a template is not of its slot's day.
    """
    _check(blueprint, templates)
    days = _days(blueprint, templates)
    request, grid = blueprint.request, blueprint.grid
    primary = [day for day in days if not day.is_rest_day]
    program = Program(
        program_id=blueprint.program_id,
        name=_name(blueprint),
        description=f"{blueprint.plan.description or _goals_text(request)} {caution_text(request)}",
        training_goals=_goals(request),
        equipment_constraints=_equipment(request),
        start_date=grid.start_on,
        end_date=grid.start_on + timedelta(days=grid.total_days - 1),
        total_days=grid.total_days,
        training_frequency=_frequency(blueprint, len(primary)),
        phases=blueprint.phases,
        deload_weeks=tuple(row.week for row in blueprint.ledger.weeks if row.is_deload),
        event=request.event,
        unit=blueprint.unit,
        time_zone=blueprint.time_zone,
        language=_language(request, assumptions),
        total_workouts=sum(len(day.templates) for day in days),
        assumptions=assumptions,
        days=days,
    )
    return program.model_copy(update={"summary": render_summary(program)})


def _check(blueprint: Blueprint, templates: Mapping[str, Template]) -> None:
    missing = [slot.slot_id for slot in blueprint.grid.slots if slot.slot_id not in templates]
    if missing:
        names = ", ".join(missing[:10])
        raise BuildError(
            f"{len(missing)} sessions of the program are missing: {names}", code="incomplete"
        )
    misplaced = [
        slot.slot_id
        for slot in blueprint.grid.slots
        if templates[slot.slot_id].day_number != slot.day_number
    ]
    if misplaced:
        raise BuildError(f"sessions stand on wrong days: {', '.join(misplaced)}", code="misplaced")


def _days(blueprint: Blueprint, templates: Mapping[str, Template]) -> tuple[ProgramDay, ...]:
    by_day: dict[int, list[Template]] = {}
    for slot in blueprint.grid.slots:
        by_day.setdefault(slot.day_number, []).append(templates[slot.slot_id])
    return tuple(
        _day(blueprint, number, by_day.get(number, []))
        for number in range(1, blueprint.grid.total_days + 1)
    )


def _day(blueprint: Blueprint, number: int, templates: list[Template]) -> ProgramDay:
    on = blueprint.grid.start_on + timedelta(days=number - 1)
    return ProgramDay(
        day_number=number,
        date=on,
        weekday=WEEKDAYS[on.weekday()],
        phase_id=_phase_of(blueprint.phases, number).phase_id,
        is_rest_day=not templates,
        templates=tuple(sorted(templates, key=lambda item: item.template_priority)),
    )


def _phase_of(phases: tuple[Phase, ...], day: int) -> Phase:
    return next((phase for phase in phases if phase.start_day <= day <= phase.end_day), phases[-1])


def _frequency(blueprint: Blueprint, training_days: int) -> int:
    """Return training days per week; of a rotation the rounded mean."""
    request = blueprint.request
    if request.days_per_week is not None and request.rotation is None:
        return request.days_per_week
    return max(1, round(training_days * DAYS_PER_WEEK / blueprint.grid.total_days))


def _name(blueprint: Blueprint) -> str:
    """Return the plan's name without counts of its own, else one made of the goal."""
    named = safe_title(blueprint.plan.name)[:MAX_NAME_CHARS]
    if named:
        return named[0].upper() + named[1:]
    request = blueprint.request
    if request.event is not None and request.event.name:
        return f"Road to {request.event.name}"[:MAX_NAME_CHARS]
    kind = request.goals[0].kind.value if request.goals else "training"
    return f"{kind.replace('_', ' ').capitalize()} program"


def _goals(request: TrainingRequest) -> tuple[str, ...]:
    return tuple(goal.text or goal.kind.value.replace("_", " ") for goal in request.goals)


def _goals_text(request: TrainingRequest) -> str:
    return f"Goals: {', '.join(_goals(request))}." if request.goals else ""


def _equipment(request: TrainingRequest) -> tuple[str, ...]:
    """Return what there is at each place, in the athlete's words."""
    found = []
    for place in request.places:
        owned = "full gym" if place.full_gym else ", ".join(place.equipment) or "body weight only"
        found.append(f"{place.name}: {owned}")
    return tuple(found)


def _language(request: TrainingRequest, assumptions: tuple[Assumption, ...]) -> str:
    """Return the language of the texts; an assumption about it means English."""
    assumed = any(item.field.split(".")[-1] == "language" for item in assumptions)
    return "en" if assumed else request.preferences.language
