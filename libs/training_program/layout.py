"""Group the lines of a session to blocks and put them in order; add a warm-up where one must be.

Order (rule P09): warm-up, power, main lifts, the rest as written, against the clock, cool-down.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from libs.training_program.enforcement import Entry, is_cyclic_work
from libs.training_program.language import (
    ExerciseLine,
    GroupLine,
    Hold,
    Line,
    Member,
    PaceAt,
    PaceName,
    PercentMax,
    Repetitions,
    Rpe,
)
from libs.training_program.models.vocabulary import SportName
from libs.training_program.scene import Scene
from libs.training_program.weights import HEAVY_PERCENT

Cluster = tuple[Entry, ...]
"""The lines of one block; more than one is a superset."""
WARM_UP_S: Final = 360
SHORT_WARM_UP_S: Final = 240
SHORT_SESSION_MINUTES = 40
_HARD_RPE = 9.0
_HARD_PACES: Final = frozenset(
    {"race", "5k", "3k", "mile", "2k", "sprint", "hard", "fast", "all-out"}
)
_DRILLS: Final = (
    Member("Cat-Cow", Repetitions(8, 8)),
    Member("Leg Swing", Repetitions(10, 10), per_side=True),
    Member("Arm Circles", Repetitions(10, 10)),
    Member("World's Greatest Stretch", Repetitions(4, 4), per_side=True),
    Member("Glute Bridge", Repetitions(10, 10)),
    Member("Air Squat", Repetitions(10, 10)),
    Member("Scapular Push-up", Repetitions(8, 8)),
    Member("Bird Dog", Repetitions(6, 6), per_side=True),
    Member("Shoulder Rolls", Repetitions(10, 10)),
)
"""Bodyweight drills in order of choice; those that are refused are left out (k)."""
_DRILL_COUNT = 4
_RANKS: Final = {"warmup": 0, "amrap": 4, "emom": 4, "for_time": 4, "tabata": 4, "cooldown": 9}
_POWER, _MAIN, _REST, _CONDITIONING = 1, 2, 3, 4


def laid_out(entries: Sequence[Entry], scene: Scene) -> list[Cluster]:
    """Return the blocks of a session in order, with a warm-up where hard work needs one."""
    clusters: list[Cluster] = [
        tuple(entry for _, entry in group)
        for _, group in groupby(_labelled(entries), key=lambda item: item[0])
    ]
    if scene.slot.theme.sport in {SportName.LIFT, SportName.MIXED}:
        clusters.sort(key=lambda cluster: _rank(cluster, scene))
    else:
        clusters.sort(key=lambda cluster: {"warmup": 0, "cooldown": 9}.get(_kind(cluster), 1))
    if not any(_kind(cluster) == "warmup" for cluster in clusters) and _is_demanding(
        entries, scene
    ):
        clusters.insert(0, (Entry(warm_up(scene)),))
    return clusters


def warm_up(scene: Scene) -> GroupLine:
    """Return a warm-up of drills that are allowed at the place."""
    members = tuple(item for item in _DRILLS if not scene.is_refused(item.name))[:_DRILL_COUNT]
    short = scene.slot.minutes < SHORT_SESSION_MINUTES
    return GroupLine(
        kind="warmup",
        members=members or (Member("Easy Mobility", Hold(SHORT_WARM_UP_S)),),
        seconds=SHORT_WARM_UP_S if short else WARM_UP_S,
    )


def _labelled(entries: Sequence[Entry]) -> list[tuple[str, Entry]]:
    """Return entries with the key of their block: the label's letter, else their position."""
    found = []
    for index, entry in enumerate(entries):
        label = entry.line.label if isinstance(entry.line, ExerciseLine) else ""
        found.append((f"label {label[0]}" if label else f"line {index}", entry))
    return found


def _kind(cluster: Cluster) -> str:
    line = cluster[0].line
    return line.kind if isinstance(line, GroupLine) else ""


def _rank(cluster: Cluster, scene: Scene) -> int:
    kind = _kind(cluster)
    if kind:
        return _RANKS.get(kind, _REST)
    if is_cyclic_work(cluster[0].line, scene):
        return _CONDITIONING
    names = [entry.line.name for entry in cluster if isinstance(entry.line, ExerciseLine)]
    if any(scene.movement(name).is_power for name in names):
        return _POWER
    return _MAIN if any(entry.row is not None for entry in cluster) else _REST


def _is_demanding(entries: Sequence[Entry], scene: Scene) -> bool:
    return any(
        _line_is_demanding(entry.line, scene, is_target=entry.is_target) for entry in entries
    )


def _line_is_demanding(line: Line, scene: Scene, *, is_target: bool) -> bool:
    """Return whether a line is heavy, jumping, sprinting or fast; ledger runs start easy."""
    if isinstance(line, GroupLine):
        if line.kind in {"warmup", "cooldown"}:
            return False
        return any(scene.movement(item.name).needs_preparation for item in line.members)
    movement = scene.movement(line.name)
    if movement.needs_preparation or movement.pattern == "olympic":
        return True
    if is_cyclic_work(line, scene) and is_target:
        return False
    return any(
        (isinstance(item, PercentMax) and item.high >= HEAVY_PERCENT)
        or (isinstance(item, Rpe) and item.value >= _HARD_RPE)
        or (isinstance(item, PaceName) and item.name in _HARD_PACES)
        or isinstance(item, PaceAt)
        for item in line.dose.intensity
    )
