"""Make a session fit its minutes and its share of the week's hard sets.

What the ledger decided is never touched; accessories give way from the end of the session.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from libs.training_program.blocks import Part, build_part
from libs.training_program.enforcement import Entry
from libs.training_program.language import (
    SECONDS_PER_MINUTE,
    Dose,
    ExerciseLine,
    GroupLine,
    Hold,
    Line,
)
from libs.training_program.models.blueprint import Slot
from libs.training_program.models.program import PrescribedExercise
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.scene import Scene

OVERRUN = 1.10
"""Minutes over the slot's that are allowed (rule P06)."""
SET_OVERRUN, LIGHT_SET_OVERRUN = 1.25, 1.15
"""Hard sets over the session's share of the week that are allowed (w)."""
MAX_HARD_SETS = 25
MAX_EXERCISES = 8
LEAST_EXERCISES = 3
"""Rule P07."""
LEAST_SETS = 2
SHORT_PREPARATION_S = 300
LEAST_TIMED_S = 300
LEAST_REST_S = 60
LEAST_MAIN_REST_S = 120
HARD_RPE = 6.0
HARD_PERCENT = 60.0
MAX_STEPS = 80
METCON_SETS, ENDURANCE_SETS = 10, 6
"""Straight sets beside work that the week's hard sets do not count (w)."""
_MIXED_SHARE = 0.5
_LIFTING = frozenset({SportName.LIFT, SportName.MIXED})
_SET_FREE = frozenset(
    {SessionKind.METCON, SessionKind.MOBILITY, SessionKind.RECOVERY, SessionKind.EVENT}
)
_NO_RESISTANCE = frozenset({"mono", "mobility"})


@dataclass
class _Cut:
    """A session while it is shortened, with what was done to it."""

    parts: list[Part]
    scene: Scene
    dropped: list[str] = field(default_factory=list)
    shortened: bool = False

    @property
    def minutes(self) -> float:
        return sum(part.minutes for part in self.parts)

    @property
    def hard_sets(self) -> int:
        return sum(_hard_sets(item) for part in self.parts for item in part.exercises)

    @property
    def counted(self) -> list[PrescribedExercise]:
        return [
            item
            for part in self.parts
            if not part.is_preparation and not part.is_timed
            for item in part.exercises
        ]

    def rewrite(self, index: int, entries: Sequence[Entry]) -> None:
        """Replace the lines of a part; a part without lines goes."""
        part = self.parts[index]
        if entries:
            self.parts[index] = build_part(tuple(entries), part.block.block_id, self.scene)
        else:
            del self.parts[index]


def fit(parts: Sequence[Part], scene: Scene) -> tuple[list[Part], tuple[str, ...]]:
    """Return the parts within minutes and sets, and what was left out."""
    cut = _Cut(list(parts), scene)
    cap = set_cap(scene)
    if cap is not None:
        _run(cut, (_drop_last,), lambda: len(cut.counted) > MAX_EXERCISES)
        steps = (_fewer_sets, _drop_hard)
        _run(cut, steps, lambda: cut.hard_sets > cap)
    if not scene.slot.is_event:
        limit = _minutes_of(scene) * OVERRUN
        _run(cut, _SHORTER, lambda: cut.minutes > limit)
    problems = [f"{name}: left out, the session was too long" for name in cut.dropped]
    if cut.shortened and not problems:
        problems.append("some accessories were shortened to fit the session")
    return cut.parts, tuple(problems)


def set_cap(scene: Scene) -> int | None:
    """Return the most hard sets of a session: its share of the week's, with some room."""
    sets = scene.week.hard_sets
    if scene.target is not None:
        return ENDURANCE_SETS
    if scene.slot.theme.kind is SessionKind.METCON:
        return METCON_SETS
    if not _weight(scene.slot) or sets <= 0:
        return None
    slots = scene.blueprint.grid.of_week(scene.slot.week)
    share = sets * _weight(scene.slot) / sum(_weight(slot) for slot in slots)
    fixed = sum(row.sets for row in scene.rows)
    room = LIGHT_SET_OVERRUN if scene.is_light else SET_OVERRUN
    return min(MAX_HARD_SETS, max(math.ceil(share * room), fixed + LEAST_SETS))


def _weight(slot: Slot) -> float:
    if slot.theme.sport not in _LIFTING or slot.theme.kind in _SET_FREE:
        return 0.0
    return slot.minutes * (1.0 if slot.theme.sport is SportName.LIFT else _MIXED_SHARE)


def _minutes_of(scene: Scene) -> float:
    target = scene.target
    return max(scene.slot.minutes, target.minutes) if target is not None else scene.slot.minutes


def _hard_sets(item: PrescribedExercise) -> int:
    """Return the hard sets of an exercise; those of blocks against the clock count none."""
    if item.pattern in _NO_RESISTANCE or item.sets is None:
        return 0
    percent = item.weight.percentage_1rm if item.weight is not None else None
    if percent is not None:
        return item.sets if percent >= HARD_PERCENT else 0
    return item.sets if item.rpe is None or item.rpe >= HARD_RPE else 0


Step = Callable[[_Cut], bool]


def _run(cut: _Cut, steps: Sequence[Step], wanted: Callable[[], bool]) -> None:
    for _ in range(MAX_STEPS):
        if not wanted() or not any(step(cut) for step in steps):
            return


def _shorter_preparation(cut: _Cut) -> bool:
    """Cut the longest warm-up or cool-down to five minutes."""
    for index, part in enumerate(cut.parts):
        line = part.entries[0].line
        if not part.is_preparation or not isinstance(line, GroupLine):
            continue
        if (line.seconds or 0) > SHORT_PREPARATION_S:
            cut.rewrite(index, (Entry(replace(line, seconds=SHORT_PREPARATION_S)),))
            cut.shortened = True
            return True
    return False


def _fewer_sets(cut: _Cut) -> bool:
    """Take a set from the last accessory that has more than two."""
    return _change_last(cut, _one_set_less)


def _less_rest(cut: _Cut) -> bool:
    """Shorten the rest of the last accessory that rests more than a minute."""
    return _change_last(cut, _rest_cut)


def _one_set_less(line: ExerciseLine) -> ExerciseLine | None:
    dose = line.dose
    return _with(line, replace(dose, sets=dose.sets - 1)) if dose.sets > LEAST_SETS else None


def _rest_cut(line: ExerciseLine) -> ExerciseLine | None:
    dose = line.dose
    if dose.sets < LEAST_SETS or (dose.rest_s is not None and dose.rest_s <= LEAST_REST_S):
        return None
    return _with(line, replace(dose, rest_s=LEAST_REST_S))


def _change_last(cut: _Cut, change: Callable[[ExerciseLine], ExerciseLine | None]) -> bool:
    for index in range(len(cut.parts) - 1, -1, -1):
        entries = cut.parts[index].entries
        for position in range(len(entries) - 1, -1, -1):
            line = entries[position].line
            if entries[position].is_fixed or not isinstance(line, ExerciseLine):
                continue
            changed = change(line)
            if changed is not None:
                cut.rewrite(index, _put(entries, position, changed))
                cut.shortened = True
                return True
    return False


def _drop_last(cut: _Cut) -> bool:
    """Leave out the last accessory while three exercises stay."""
    return len(cut.counted) > LEAST_EXERCISES and _drop(cut)


def _drop_hard(cut: _Cut) -> bool:
    """Leave out the last accessory with hard sets; beside endurance work none need stay."""
    least = LEAST_EXERCISES if cut.scene.target is None else 1
    return len(cut.counted) > least and _drop(cut, only_hard=True)


def _drop_any(cut: _Cut) -> bool:
    """Leave out the last accessory while something else stays."""
    work = [part for part in cut.parts if not part.is_preparation]
    return (len(work) > 1 or len(cut.counted) > 1) and _drop(cut)


def _drop(cut: _Cut, *, only_hard: bool = False) -> bool:
    for index in range(len(cut.parts) - 1, -1, -1):
        entries = cut.parts[index].entries
        for position in range(len(entries) - 1, -1, -1):
            line = entries[position].line
            if entries[position].is_fixed or not isinstance(line, ExerciseLine):
                continue
            if only_hard and not _hard_sets(cut.parts[index].exercises[position]):
                continue
            cut.dropped.append(line.name)
            cut.rewrite(index, _put(entries, position, None))
            return True
    return False


def _shorter_timed(cut: _Cut) -> bool:
    """Take what is too long from the longest block against the clock."""
    over = max(1, math.ceil(cut.minutes - _minutes_of(cut.scene) * OVERRUN))
    timed = [
        (part.block.minutes or 0, index)
        for index, part in enumerate(cut.parts)
        if part.is_timed and (part.block.minutes or 0) * SECONDS_PER_MINUTE > LEAST_TIMED_S
    ]
    if not timed:
        return False
    minutes, index = max(timed)
    line = cut.parts[index].entries[0].line
    if not isinstance(line, GroupLine):
        return False
    seconds = max(LEAST_TIMED_S, round((minutes - over) * SECONDS_PER_MINUTE))
    cut.rewrite(index, (Entry(replace(line, seconds=seconds)),))
    cut.shortened = True
    return True


def _fewer_rounds(cut: _Cut) -> bool:
    """Take a round from the last circuit."""
    for index in range(len(cut.parts) - 1, -1, -1):
        line = cut.parts[index].entries[0].line
        if isinstance(line, GroupLine) and line.kind == "circuit" and (line.rounds or 1) > 1:
            cut.rewrite(index, (Entry(replace(line, rounds=(line.rounds or 1) - 1)),))
            cut.shortened = True
            return True
    return False


def _shorter_steady(cut: _Cut) -> bool:
    """Cut a steady piece of the model's down to what the slot leaves."""
    over = cut.minutes - cut.scene.slot.minutes * OVERRUN
    for index in range(len(cut.parts) - 1, -1, -1):
        entry = cut.parts[index].entries[0]
        line = entry.line
        if entry.is_fixed or not isinstance(line, ExerciseLine):
            continue
        quantity = line.dose.quantity
        if isinstance(quantity, Hold) and line.dose.sets == 1:
            seconds = max(LEAST_TIMED_S, quantity.seconds - math.ceil(over) * SECONDS_PER_MINUTE)
            if seconds < quantity.seconds:
                changed = _with(line, replace(line.dose, quantity=Hold(seconds)))
                cut.rewrite(index, (Entry(changed),))
                cut.shortened = True
                return True
    return False


def _less_main_rest(cut: _Cut) -> bool:
    """Rest two minutes between the sets of main lifts when nothing else is left to give."""
    for index, part in enumerate(cut.parts):
        for position, entry in enumerate(part.entries):
            line = entry.line
            if entry.row is None or not isinstance(line, ExerciseLine):
                continue
            rest_s = part.exercises[position].rest_s or 0
            if rest_s > LEAST_MAIN_REST_S:
                changed = _with(line, replace(line.dose, rest_s=LEAST_MAIN_REST_S))
                cut.rewrite(index, _put(part.entries, position, changed, row=entry))
                cut.shortened = True
                return True
    return False


def _drop_block(cut: _Cut) -> bool:
    """Leave out the last of several blocks that is not the ledger's, cool-down and warm-up last."""
    work = sum(not part.is_preparation for part in cut.parts)
    for preparation in (False, True):
        for index in range(len(cut.parts) - 1, -1, -1):
            part = cut.parts[index]
            is_only = work == 1 if not preparation else len(cut.parts) == 1
            if part.is_fixed or part.is_preparation is not preparation or is_only:
                continue
            cut.dropped.append(part.block.title or part.exercises[0].exercise_name)
            cut.rewrite(index, ())
            return True
    return False


def _with(line: ExerciseLine, dose: Dose) -> ExerciseLine:
    return replace(line, dose=dose)


def _put(
    entries: Sequence[Entry], position: int, line: Line | None, row: Entry | None = None
) -> list[Entry]:
    """Return the entries with one line exchanged or left out."""
    found = list(entries)
    if line is None:
        del found[position]
    else:
        found[position] = replace(row or entries[position], line=line)
    return found


_SHORTER: tuple[Step, ...] = (
    _shorter_preparation,
    _fewer_sets,
    _drop_last,
    _shorter_steady,
    _shorter_timed,
    _fewer_rounds,
    _less_rest,
    _less_main_rest,
    _drop_any,
    _drop_block,
)
