"""Rules S04 and S10: ids and closed words are valid, values are typed.

The models check most of this when a program is read; a program built from copies is not read.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.program import (
    AmrapReps,
    BlockKind,
    MovementKind,
    PrescribedExercise,
    RepRange,
    ScoringKind,
    Template,
    TemplateKind,
    TemplateStatus,
    Weight,
)
from libs.training_program.models.report import Finding

_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,119}$")
_ENUMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("type", frozenset(get_args(TemplateKind))),
    ("scoring_type", frozenset(get_args(ScoringKind))),
    ("status", frozenset(get_args(TemplateStatus))),
    ("session_role", frozenset({"primary", "optional"})),
)
_BLOCK_KINDS = frozenset(get_args(BlockKind))
_MOVEMENT_KINDS = frozenset(get_args(MovementKind))
_WORDY = re.compile(r"\b(each|varies|vary|as needed|some|several)\b", re.IGNORECASE)


def ids_and_words_are_valid(context: LintContext) -> tuple[Finding, ...]:
    """S04: ids are unique and well formed, closed words are known. Source: schema."""
    tell, templates = Teller("S04", "error"), context.program.templates
    ids = Counter(template.template_id for template in templates)
    places = Counter((template.day_number, template.template_priority) for template in templates)
    found = []
    for template in templates:
        if ids[template.template_id] > 1:
            found.append(tell.session(template, "The id of the session is used twice."))
        if places[(template.day_number, template.template_priority)] > 1:
            found.append(tell.session(template, "Two sessions of the day have one priority."))
        named = (template.template_id, template.group_id, template.phase_id)
        found.extend(
            tell.session(template, "An id is malformed.", measured=name)
            for name in named
            if not _ID.match(name)
        )
        found.extend(
            tell.session(
                template, f"{field} has an unknown value.", measured=getattr(template, field)
            )
            for field, allowed in _ENUMS
            if getattr(template, field) not in allowed
        )
        found.extend(_lost_blocks(tell, template))
    return tuple(found)


def _lost_blocks(tell: Teller, template: Template) -> list[Finding]:
    blocks = {block.block_id for block in template.blocks}
    found = [
        tell.session(template, "A block has an unknown kind.", measured=block.kind)
        for block in template.blocks
        if block.kind not in _BLOCK_KINDS
    ]
    for exercise in template.prescribed_exercises:
        if exercise.block_id not in blocks or exercise.movement_type not in _MOVEMENT_KINDS:
            found.append(
                tell.session(
                    template,
                    "The exercise names no block or movement type that exists.",
                    exercise=exercise.exercise_name,
                )
            )
    return found


def values_are_typed(context: LintContext) -> tuple[Finding, ...]:
    """S10: repetitions and weights are numbers, never words or empty objects.

    Source: field data (reps "10 each", weights without a value).
    """
    tell = Teller("S10", "warn")
    found = []
    for item in context.facts.items:
        wrong = _untyped(item.exercise)
        if wrong is not None:
            found.append(
                tell.session(
                    item.template,
                    f"{wrong[0]} is not typed.",
                    exercise=item.name,
                    measured=wrong[1],
                )
            )
    return tuple(found)


def _untyped(exercise: PrescribedExercise) -> tuple[str, str] | None:
    reps = [exercise.reps, *(item.reps for item in exercise.working_sets)]
    weights = [exercise.weight, *(item.weight for item in exercise.working_sets)]
    for value in reps:
        if value is not None and not _is_reps(value):
            return "reps", str(value)
    for weight in weights:
        if weight is not None and not _is_weight(weight):
            return "weight", str(weight)
    if exercise.variation and _WORDY.search(exercise.variation):
        return "variation", exercise.variation
    return None


def _is_reps(value: object) -> bool:
    match value:
        case RepRange(min=low, max=high):
            return 1 <= low <= high
        case AmrapReps():
            return True
        case _:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_weight(weight: object) -> bool:
    """Return whether the object says something: a positive load or a percentage."""
    if not isinstance(weight, Weight):
        return False
    values: tuple[object, ...] = (weight.value, weight.percentage_1rm)
    given = [value for value in values if value is not None]
    return bool(given) and all(isinstance(value, int | float) and value > 0 for value in given)
