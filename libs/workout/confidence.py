"""Confidence and completeness of a record, from the evidence of its fields (W10, U1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from libs.workout.flags import is_measurable
from libs.workout.training import (
    EnduranceSection,
    GenericSection,
    LiftingSection,
    LoggedExercise,
    MetconSection,
    PracticeSection,
    Section,
)
from libs.workout.vocabulary import Discipline

LOWEST, HIGHEST = 0.1, 1.0
BASE = 0.3
EVIDENCE_WEIGHT = 0.3
MATCH_WEIGHT = 0.15
MEASURED_WEIGHT = 0.1
TIME_WEIGHT = 0.05
NAME_WEIGHT = 0.05
EFFORT_WEIGHT = 0.05
FLAG_COST = 0.05
"""Bounds and the cost of a flag: behaviours.md W10; the weights are ours and sum to 1."""


@dataclass(frozen=True)
class FieldEvidence:
    """What speaks for a record; `proven` is the share of numbers found in the message."""

    proven: float
    has_stated_time: bool
    has_name: bool
    has_effort: bool
    flags: int
    is_from_image_only: bool = False


def confidence_of(section: Section, evidence: FieldEvidence) -> float:
    """Return 0.1 to 1: how sure the record is."""
    exercises = [item for part in section.parts for item in part.exercises]
    proven = 0.5 if evidence.is_from_image_only else evidence.proven
    value = (
        BASE
        + EVIDENCE_WEIGHT * proven
        + MATCH_WEIGHT * _matched_share(exercises)
        + MEASURED_WEIGHT * is_measurable(section)
        + TIME_WEIGHT * evidence.has_stated_time
        + NAME_WEIGHT * evidence.has_name
        + EFFORT_WEIGHT * evidence.has_effort
        - FLAG_COST * evidence.flags
    )
    return round(min(max(value, LOWEST), HIGHEST), 2)


def completeness_of(
    section: Section, *, discipline: Discipline, duration_s: float | None, has_effort: bool
) -> float:
    """Return 0 to 1: how much of what such a session usually tells is there."""
    known = 0.15 if discipline is not Discipline.GENERIC else 0.05
    share = _share([*_expected(section), duration_s is not None, has_effort])
    exercises = [item for part in section.parts for item in part.exercises]
    named = 0.1 if exercises else 0.0
    return round(min(1.0, known + named + 0.75 * share), 2)


def _expected(section: Section) -> list[bool]:
    exercises = [item for part in section.parts for item in part.exercises]
    sets = [item for exercise in exercises for item in exercise.sets]
    match section:
        case LiftingSection():
            return [
                bool(exercises),
                any(item.reps or item.time_s for item in sets),
                any(item.weight for item in sets),
            ]
        case MetconSection():
            data = section.performance_data
            scored = data.score or data.total_time or data.rounds_completed
            return [bool(exercises), bool(scored or sets), bool(section.rounds or sets)]
        case PracticeSection():
            told = section.style or section.focus or section.grades or exercises
            return [True, bool(told)]
        case EnduranceSection() | GenericSection():
            distance = section.total_distance or section.segments or exercises
            return [bool(distance), bool(section.total_time or sets)]


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _matched_share(exercises: Sequence[LoggedExercise]) -> float:
    if not exercises:
        return 0.5
    weights = {"exact": 1.0, "normalized": 1.0, "stripped": 0.9, "pattern": 0.5}
    return sum(weights.get(item.match_tier, 0.0) for item in exercises) / len(exercises)
