"""Put the ledger's numbers into a session as written: main lifts, endurance work, events.

What the model may choose stays: order, accessories, cues. Main lifts that are missing are added, a
second helping of one is dropped, and endurance work is replaced by the ledger's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from libs.training_program.language import (
    Dose,
    ExerciseLine,
    GroupLine,
    Hold,
    Intensity,
    Length,
    Line,
    PaceName,
    PercentMax,
    Repetitions,
    Rpe,
    Session,
)
from libs.training_program.models.blueprint import EnduranceTarget, LiftRow
from libs.training_program.models.vocabulary import SportName
from libs.training_program.movements import Movement
from libs.training_program.parser import parse_line
from libs.training_program.scene import Scene
from libs.training_program.sports import EXERCISE_NAMES
from libs.training_program.weights import MAX_REST_S

PREPARATION: Final = frozenset({"warmup", "cooldown"})


@dataclass(frozen=True)
class Entry:
    """A line with what code fixed of it: the row of a main lift, or an endurance target."""

    line: Line
    row: LiftRow | None = None
    is_target: bool = False

    @property
    def is_fixed(self) -> bool:
        """Return whether the ledger decided its numbers."""
        return self.row is not None or self.is_target


@dataclass
class Enforcement:
    """Entries in order, with what was changed on the way."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def enforce(session: Session, scene: Scene) -> Enforcement:
    """Return the session's lines with the ledger's numbers."""
    result = Enforcement()
    lines = _of_event(session.lines, scene) if scene.slot.is_event else session.lines
    target = scene.target
    if target is not None:
        lines = tuple(line for line in lines if not _is_endurance(line, scene))
        result.entries += [Entry(line, is_target=True) for line in _target_lines(target, session)]
    rows = {_key(row, scene): row for row in scene.rows}
    seen: set[str] = set()
    for line in lines:
        _place(line, scene, rows=rows, seen=seen, result=result)
    missing = [row for key, row in rows.items() if key not in seen]
    for row in missing:
        result.problems.append(f"{row.exercise}: the main lift was missing and is added")
    added = [_row_entry(row, None, scene) for row in missing]
    result.entries = _after_preparation(result.entries, added)
    return result


def is_cyclic_work(line: Line, scene: Scene) -> bool:
    """Return whether a line is running, cycling and the like for a time or distance."""
    if isinstance(line, GroupLine):
        return False
    movement = scene.movement(line.name)
    if movement.is_cyclic:
        return True
    unknown = movement.exercise is None and movement.pattern is None
    counted = isinstance(line.dose.quantity, Hold | Length)
    return unknown and counted and scene.slot.theme.sport not in {SportName.LIFT, SportName.MIXED}


def _place(
    line: Line,
    scene: Scene,
    *,
    rows: dict[str, LiftRow],
    seen: set[str],
    result: Enforcement,
) -> None:
    """Add one line, as a main lift where it is one; a main lift stands on its own."""
    if isinstance(line, GroupLine):
        kept = _without_main_lifts(line, scene, rows.keys())
        if kept is not None:
            result.entries.append(Entry(kept))
        if kept != line:
            result.problems.append(f"{line.kind}: a main lift in a block is done on its own")
        return
    key = scene.movement(line.name).key
    row = rows.get(key)
    if row is None:
        result.entries.append(Entry(line))
    elif key in seen:
        result.problems.append(f"{line.name}: the main lift came twice, the first is kept")
    else:
        seen.add(key)
        result.entries.append(_row_entry(row, line, scene))


def _row_entry(row: LiftRow, line: ExerciseLine | None, scene: Scene) -> Entry:
    """Return the line of a main lift: numbers of the row, manner and cue as written."""
    movement = scene.movement(row.exercise)
    written = line.dose if line is not None else None
    rest_s = written.rest_s if written is not None else None
    dose = Dose(
        quantity=Repetitions(row.reps, row.reps),
        sets=row.sets,
        intensity=_intensity(row),
        per_side=_is_unilateral(movement, written),
        tempo=written.tempo if written is not None and not row.is_test else None,
        rest_s=min(rest_s, MAX_REST_S) if rest_s is not None else None,
        is_test=row.is_test,
    )
    cue, label = (line.cue, line.label) if line is not None else ("", "")
    return Entry(ExerciseLine(name=row.exercise, dose=dose, cue=cue, label=label), row=row)


def _intensity(row: LiftRow) -> tuple[Intensity, ...]:
    if row.percent_1rm is not None:
        return (PercentMax(row.percent_1rm, row.percent_1rm),)
    return (Rpe(row.rpe),) if row.rpe is not None else ()


def _is_unilateral(movement: Movement, written: Dose | None) -> bool:
    known = movement.exercise
    return (known is not None and known.unilateral) or (written is not None and written.per_side)


def _without_main_lifts(line: GroupLine, scene: Scene, keys: Iterable[str]) -> GroupLine | None:
    if line.kind in PREPARATION:
        return line
    wanted = set(keys)
    members = tuple(item for item in line.members if scene.movement(item.name).key not in wanted)
    if len(members) == len(line.members):
        return line
    return replace(line, members=members) if members else None


def _target_lines(target: EnduranceTarget, session: Session) -> tuple[Line, ...]:
    """Return the ledger's endurance lines; a bare main line takes the model's cue."""
    found = [parse_line(text) for text in target.work]
    lines = [line for line in found if isinstance(line, ExerciseLine | GroupLine)]
    if not lines:
        lines = [_steady(target)]
    cue = next((line.cue for line in session.lines if line.cue), "")
    if cue and not any(line.cue for line in lines):
        lines[0] = replace(lines[0], cue=cue)
    return tuple(lines)


def _steady(target: EnduranceTarget) -> ExerciseLine:
    name = EXERCISE_NAMES.get(target.sport, target.sport.value.title())
    dose = Dose(quantity=Hold(target.minutes * 60), intensity=(PaceName("easy"),))
    return ExerciseLine(name=name, dose=dose)


def _is_endurance(line: Line, scene: Scene) -> bool:
    """Return whether the ledger's work stands for this line: endurance, with its warm-ups."""
    if isinstance(line, GroupLine):
        return any(scene.movement(item.name).is_cyclic for item in line.members)
    return is_cyclic_work(line, scene)


def _of_event(lines: Sequence[Line], scene: Scene) -> tuple[Line, ...]:
    """Return what is left of a session on the day of the event: the way in and out."""
    if not scene.rows and scene.target is None:
        return tuple(lines)
    names = {_key(row, scene) for row in scene.rows}
    return tuple(
        line
        for line in lines
        if (isinstance(line, GroupLine) and line.kind in PREPARATION)
        or (isinstance(line, ExerciseLine) and scene.movement(line.name).key in names)
    )


def _after_preparation(entries: list[Entry], added: list[Entry]) -> list[Entry]:
    position = next(
        (
            index
            for index, entry in enumerate(entries)
            if not (isinstance(entry.line, GroupLine) and entry.line.kind == "warmup")
        ),
        len(entries),
    )
    return [*entries[:position], *added, *entries[position:]]


def _key(row: LiftRow, scene: Scene) -> str:
    return row.exercise_id or scene.movement(row.exercise).key
