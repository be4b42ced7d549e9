"""Expand a written session to a template: typed sets, loads, rests, minutes, ids, dates.

Ids, dates, phase, role and flags come from the slot, main lifts and endurance work from the ledger;
whatever the model says about them is overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from libs.training_program.blocks import Part, build_part, renumbered
from libs.training_program.cues import safe_note
from libs.training_program.enforcement import enforce
from libs.training_program.headings import (
    description_of,
    equipment_of,
    metadata_of,
    name_of,
    scoring_of,
    time_cap_of,
    type_of,
)
from libs.training_program.language import Session
from libs.training_program.layout import laid_out
from libs.training_program.minutes import session_minutes
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.program import Template
from libs.training_program.scene import Scene, Surroundings, scene_of
from libs.training_program.trimming import fit

Source = Literal["model", "repaired", "code"]


@dataclass(frozen=True)
class Expanded:
    """The typed session and what had to be changed in the written one."""

    template: Template
    problems: tuple[str, ...] = ()


def expand_session(
    session: Session,
    slot: Slot,
    blueprint: Blueprint,
    *,
    reach: Surroundings,
    source: Source = "model",
) -> Expanded:
    """Return the template of a slot; unknown names stay, the lint judges them."""
    scene = scene_of(slot, blueprint, reach)
    enforced = enforce(session, scene)
    clusters = laid_out(enforced.entries, scene)
    built = [build_part(cluster, f"b{n}", scene) for n, cluster in enumerate(clusters, start=1)]
    parts, cuts = fit(built, scene)
    parts = [renumbered(part, f"b{number}") for number, part in enumerate(parts, start=1)]
    found = (*enforced.problems, *(text for part in built for text in part.problems), *cuts)
    return Expanded(
        template=_template(session, parts, scene, source),
        problems=tuple(f"{slot.slot_id}: {text}" for text in found),
    )


def template_id_of(blueprint: Blueprint, slot: Slot) -> str:
    """Return the id that a slot's template always has."""
    return f"{group_id_of(blueprint, slot)}_{priority_of(blueprint, slot)}"


def group_id_of(blueprint: Blueprint, slot: Slot) -> str:
    """Return the id that all sessions of the slot's day share."""
    return f"{blueprint.program_id}_d{slot.day_number:03d}"


def priority_of(blueprint: Blueprint, slot: Slot) -> int:
    """Return the slot's place among the sessions of its day, from 1."""
    same_day = [
        item.slot_id
        for item in blueprint.grid.of_week(slot.week)
        if item.day_number == slot.day_number
    ]
    return same_day.index(slot.slot_id) + 1


def _template(session: Session, parts: list[Part], scene: Scene, source: Source) -> Template:
    slot, blueprint = scene.slot, scene.blueprint
    exercises = tuple(item for part in parts for item in part.exercises)
    priority = priority_of(blueprint, slot)
    role: Literal["primary", "optional"] = "primary" if priority == 1 else "optional"
    template = Template(
        template_id=template_id_of(blueprint, slot),
        group_id=group_id_of(blueprint, slot),
        day_number=slot.day_number,
        phase_id=slot.phase_id,
        scheduled_date=slot.on,
        name=name_of(session.title, slot),
        description=description_of(parts),
        session_role=role,
        template_type=role,
        template_priority=priority,
        type=type_of(slot),
        scoring_type=scoring_of(slot, parts),
        kind=slot.theme.kind,
        sport=slot.theme.sport,
        place=slot.place,
        estimated_duration=1,
        time_cap=time_cap_of(parts),
        required_equipment=equipment_of(exercises, scene),
        coaching_notes=safe_note(session.note),
        blocks=tuple(part.block for part in parts),
        prescribed_exercises=exercises,
        metadata=metadata_of(slot, exercises),
        is_deload=slot.is_deload,
        is_taper=slot.is_taper,
        is_test=slot.is_test,
        is_event=slot.is_event,
        source=source,
    )
    minutes = max(1, round(session_minutes(template)))
    return template.model_copy(update={"estimated_duration": minutes})
