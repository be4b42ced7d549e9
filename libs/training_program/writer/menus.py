"""Which needs a session of each kind trains, most important first."""

from __future__ import annotations

from libs.training_program.models.vocabulary import SessionKind
from libs.training_program.writer.needs import Need as N

Menu = tuple[N, ...]

MENUS: dict[SessionKind, tuple[Menu, ...]] = {
    SessionKind.FULL_BODY: (
        (N.SQUAT, N.PUSH_H, N.PULL_H, N.HINGE, N.CORE, N.SIDE_DELT, N.CALF, N.BICEPS, N.TRICEPS),
        (N.HINGE, N.PUSH_V, N.PULL_V, N.LUNGE, N.CARRY, N.PUSH_H, N.HAMSTRING, N.TRICEPS, N.CORE),
        (N.LUNGE, N.PUSH_H, N.PULL_H, N.HINGE, N.CORE, N.REAR_DELT, N.BICEPS, N.CALF, N.SQUAT),
    ),
    SessionKind.UPPER: (
        (N.PUSH_H, N.PULL_H, N.PUSH_V, N.PULL_V, N.CORE, N.BICEPS, N.TRICEPS, N.SIDE_DELT),
        (N.PUSH_V, N.PULL_V, N.PUSH_H, N.PULL_H, N.REAR_DELT, N.TRICEPS, N.BICEPS, N.CARRY),
    ),
    SessionKind.LOWER: (
        (N.SQUAT, N.HINGE, N.LUNGE, N.CORE, N.HAMSTRING, N.CALF, N.GLUTE, N.QUAD),
        (N.HINGE, N.SQUAT, N.GLUTE, N.CARRY, N.LUNGE, N.CALF, N.QUAD, N.CORE),
    ),
    SessionKind.PUSH: (
        (N.PUSH_H, N.PUSH_V, N.CHEST, N.SIDE_DELT, N.TRICEPS, N.CORE, N.CARRY),
        (N.PUSH_V, N.PUSH_H, N.TRICEPS, N.CORE, N.CHEST, N.SIDE_DELT, N.CARRY),
    ),
    SessionKind.PULL: (
        (N.PULL_V, N.PULL_H, N.REAR_DELT, N.BICEPS, N.CORE, N.HINGE, N.CARRY),
        (N.PULL_H, N.PULL_V, N.BICEPS, N.REAR_DELT, N.CARRY, N.HINGE, N.CORE),
    ),
    SessionKind.LEGS: (
        (N.SQUAT, N.HINGE, N.LUNGE, N.HAMSTRING, N.CALF, N.CORE, N.QUAD, N.GLUTE),
        (N.HINGE, N.LUNGE, N.SQUAT, N.GLUTE, N.CALF, N.CORE, N.QUAD, N.HAMSTRING),
    ),
    SessionKind.SQUAT: (
        (N.SQUAT, N.HINGE, N.PULL_H, N.CORE, N.LUNGE, N.HAMSTRING, N.CALF, N.PUSH_V),
    ),
    SessionKind.BENCH: (
        (N.PUSH_H, N.PULL_H, N.PUSH_V, N.REAR_DELT, N.TRICEPS, N.BICEPS, N.CORE, N.CHEST),
        (N.PUSH_H, N.PULL_V, N.TRICEPS, N.SIDE_DELT, N.BICEPS, N.REAR_DELT, N.CORE),
    ),
    SessionKind.DEADLIFT: (
        (N.HINGE, N.PULL_V, N.LUNGE, N.CORE, N.PULL_H, N.HAMSTRING, N.CALF, N.BICEPS),
    ),
    SessionKind.PRESS: (
        (N.PUSH_V, N.PULL_V, N.PUSH_H, N.CARRY, N.SIDE_DELT, N.PULL_H, N.TRICEPS, N.REAR_DELT),
    ),
    SessionKind.SNATCH: (
        (N.OLYMPIC, N.SQUAT, N.PULL_V, N.CORE, N.HINGE, N.PUSH_V, N.PULL_H),
    ),
    SessionKind.CLEAN_JERK: (
        (N.OLYMPIC, N.HINGE, N.PUSH_V, N.PULL_H, N.CORE, N.SQUAT, N.CARRY),
    ),
    SessionKind.CALISTHENICS: (
        (N.SKILL, N.PULL_V, N.PUSH_H, N.LUNGE, N.CORE, N.HINGE, N.PULL_H, N.PUSH_V, N.CALF),
        (N.SKILL, N.PUSH_V, N.PULL_H, N.HINGE, N.SQUAT, N.CORE, N.PUSH_H, N.PULL_V, N.CALF),
    ),
    SessionKind.CORE: (
        (N.CORE, N.CARRY, N.CORE, N.CORE, N.CORE),
    ),
    SessionKind.CROSSFIT: (
        (N.SQUAT, N.PULL_V, N.CORE, N.HINGE, N.PUSH_H),
        (N.PUSH_V, N.HINGE, N.PULL_H, N.CORE, N.LUNGE),
        (N.HINGE, N.PUSH_H, N.CORE, N.PULL_V, N.LUNGE),
        (N.OLYMPIC, N.LUNGE, N.PULL_H, N.CARRY, N.PUSH_V),
    ),
    SessionKind.HYROX: (
        (N.LUNGE, N.PULL_H, N.CARRY, N.PUSH_H, N.HINGE),
        (N.HINGE, N.PUSH_V, N.CORE, N.SQUAT, N.PULL_H),
    ),
}  # fmt: skip
"""Kinds with several menus take them in turn over the sessions of that kind in a week."""

LIFT_KINDS = frozenset(MENUS) - {SessionKind.CROSSFIT, SessionKind.HYROX}
STRENGTH_PART_KINDS = frozenset(MENUS)

OFF_MENU: dict[SessionKind, Menu] = {
    SessionKind.UPPER: (N.CORE, N.CARRY),
    SessionKind.PUSH: (N.CORE, N.CARRY, N.PULL_H),
    SessionKind.PULL: (N.CORE, N.CARRY, N.HINGE),
    SessionKind.LEGS: (N.CORE, N.CARRY, N.PULL_H, N.PUSH_H),
    SessionKind.LOWER: (N.CORE, N.CARRY, N.PULL_H, N.PUSH_H),
}
"""What fits into a kind when the week misses it elsewhere; other kinds take anything."""


def takes(kind: SessionKind, muscle: str) -> bool:
    """Return whether an exercise for a muscle fits into a session of a kind at all."""
    if kind in _UPPER_KINDS:
        return muscle not in _LEG_MUSCLES
    if kind in _LEG_KINDS:
        return muscle in _LEG_MUSCLES
    return kind is not SessionKind.CORE


_UPPER_KINDS = frozenset({SessionKind.UPPER, SessionKind.PUSH, SessionKind.PULL})
_LEG_KINDS = frozenset({SessionKind.LOWER, SessionKind.LEGS})
_LEG_MUSCLES = frozenset({"quads", "hamstrings", "glutes"})
