"""Turn the lines of one block into typed exercises with sets, loads and rests."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from libs.training_program.amounts import Amount, amount_of, target_of, top_reps
from libs.training_program.cues import safe_cue
from libs.training_program.enforcement import Entry, is_cyclic_work
from libs.training_program.language import (
    SECONDS_PER_MINUTE,
    Dose,
    ExerciseLine,
    GroupLine,
    Hold,
    Ladder,
    Member,
    Repetitions,
)
from libs.training_program.layout import Cluster
from libs.training_program.minutes import CALORIE_S, METER_S, REP_S, exercise_minutes
from libs.training_program.models.program import (
    Block,
    BlockKind,
    PrescribedExercise,
    Reps,
    WorkingSet,
)
from libs.training_program.movements import Movement
from libs.training_program.render import block_text, block_title, exercise_text
from libs.training_program.scene import Scene
from libs.training_program.weights import (
    MAX_REST_S,
    SUPERSET_REST_S,
    Effort,
    Loading,
    default_rest_s,
    load_of,
    ramp_sets,
)

TABATA_S, TABATA_WORK_S, TABATA_INTERVAL_S, TABATA_ROUNDS = 240, 20, 30, 8
WARM_UP_S, COOL_DOWN_S = 300, 300
INTERVAL_REST_S = 60
DEFAULT_REPS, DEFAULT_HOLD_S = 10, 30
DEFAULT_CYCLIC_S: Final = 60
CAP_FACTOR = 1.3
"""Cap of work for time over its bare work: breaths and changes (w)."""
MIN_CAP_MINUTES = 5
_TIMED_KINDS: Final = frozenset({"amrap", "emom", "for_time", "tabata"})


@dataclass(frozen=True)
class Part:
    """One block with its exercises, and the lines it came from."""

    entries: Cluster
    block: Block
    exercises: tuple[PrescribedExercise, ...]
    problems: tuple[str, ...] = ()

    @cached_property
    def minutes(self) -> float:
        """Return the modelled minutes of the block."""
        return sum(exercise_minutes(item, self.block) for item in self.exercises)

    @property
    def is_fixed(self) -> bool:
        """Return whether the ledger decided any of it."""
        return any(entry.is_fixed for entry in self.entries)

    @property
    def is_timed(self) -> bool:
        """Return whether it is work against the clock."""
        return self.block.kind in _TIMED_KINDS

    @property
    def is_preparation(self) -> bool:
        """Return whether it is a warm-up or cool-down."""
        return self.block.kind in {"warmup", "cooldown"}


def build_part(cluster: Cluster, block_id: str, scene: Scene) -> Part:
    """Return a block with its exercises, texts rendered from the numbers."""
    line = cluster[0].line
    if isinstance(line, GroupLine):
        block, exercises, problems = _group(line, block_id, scene)
    else:
        block, exercises, problems = _straight(cluster, block_id, scene)
    exercises = tuple(
        item.model_copy(update={"text": exercise_text(item, block)}) for item in exercises
    )
    block = block.model_copy(
        update={"title": block_title(block, exercises), "text": block_text(block, exercises)}
    )
    return Part(cluster, block, exercises, problems)


def renumbered(part: Part, block_id: str) -> Part:
    """Return the part under another block id."""
    if part.block.block_id == block_id:
        return part
    return replace(
        part,
        block=part.block.model_copy(update={"block_id": block_id}),
        exercises=tuple(item.model_copy(update={"block_id": block_id}) for item in part.exercises),
    )


def _straight(
    cluster: Cluster, block_id: str, scene: Scene
) -> tuple[Block, tuple[PrescribedExercise, ...], tuple[str, ...]]:
    found = [
        _exercise(entry, line, block_id, scene, is_last=index == len(cluster) - 1)
        for index, entry in enumerate(cluster)
        if isinstance(line := entry.line, ExerciseLine)
    ]
    kind: BlockKind = "superset" if len(found) > 1 else "straight"
    first = cluster[0].line
    if kind == "straight" and is_cyclic_work(first, scene) and isinstance(first, ExerciseLine):
        kind = "intervals" if first.dose.sets > 1 else "steady"
    return Block(block_id=block_id, kind=kind, size=len(found)), tuple(found), ()


def _exercise(
    entry: Entry, line: ExerciseLine, block_id: str, scene: Scene, *, is_last: bool
) -> PrescribedExercise:
    """Return a prescription with every set spelled out."""
    movement, dose = scene.movement(line.name), line.dose
    cyclic = is_cyclic_work(line, scene)
    reps = top_reps(dose.quantity)
    effort = Effort(dose.intensity, _set_count(dose), reps, entry.row, dose.is_test)
    loading = load_of(effort, movement, scene)
    rest_s = _rest_s(dose, movement, loading, is_last=is_last, cyclic=cyclic)
    amount = amount_of(dose.quantity)
    target = target_of(
        dose.intensity, name=line.name, sport=scene.slot.theme.sport, request=scene.request
    )
    ramps = ramp_sets(loading, movement, scene) if entry.row is not None else ()
    is_steady = cyclic and dose.sets == 1
    return PrescribedExercise(
        exercise_name=line.name,
        exercise_id=movement.exercise.id if movement.exercise is not None else None,
        match_tier=movement.match.tier,
        pattern=movement.pattern,
        movement_type=movement.kind,
        block_id=block_id,
        variation=_variation(dose),
        sets=None if is_steady else _set_count(dose),
        reps=amount.reps,
        per_side=dose.per_side,
        weight=loading.weight,
        rpe=loading.rpe,
        rir=loading.rir,
        distance=amount.distance,
        calories=amount.calories,
        time=amount.time,
        pace=target.pace,
        ftp_percent=target.ftp,
        heart_rate_zone=target.zone,
        tempo=dose.tempo,
        rest_s=None if is_steady else rest_s,
        is_main_lift=entry.row is not None,
        is_test=dose.is_test,
        form_notes=(line.cue if entry.is_target else safe_cue(line.cue)) or None,
        working_sets=() if is_steady else (*ramps, *_sets(dose, amount, loading, rest_s, ramps)),
    )


def _set_count(dose: Dose) -> int:
    return len(dose.quantity.steps) if isinstance(dose.quantity, Ladder) else dose.sets


def _sets(
    dose: Dose, amount: Amount, loading: Loading, rest_s: int, ramps: tuple[WorkingSet, ...]
) -> tuple[WorkingSet, ...]:
    """Return the working sets; a ladder's steps are one set each."""
    ladder = dose.quantity.steps if isinstance(dose.quantity, Ladder) else ()
    reps: tuple[Reps | None, ...] = ladder or (amount.reps,) * dose.sets
    return tuple(
        WorkingSet(
            set_number=number,
            reps=count,
            weight=loading.weight,
            rpe=loading.rpe,
            time_s=amount.time_s,
            distance_m=amount.meters,
            calories=amount.calories,
            rest_s=rest_s,
        )
        for number, count in enumerate(reps, start=len(ramps) + 1)
    )


def _rest_s(
    dose: Dose, movement: Movement, loading: Loading, *, is_last: bool, cyclic: bool
) -> int:
    if dose.rest_s is not None:
        return min(dose.rest_s, MAX_REST_S)
    if not is_last:
        return SUPERSET_REST_S
    return INTERVAL_REST_S if cyclic else default_rest_s(movement, loading, top_reps(dose.quantity))


def _variation(dose: Dose) -> str | None:
    return f"drop {dose.drop.count}x{dose.drop.percent}%" if dose.drop is not None else None


def _group(
    line: GroupLine, block_id: str, scene: Scene
) -> tuple[Block, tuple[PrescribedExercise, ...], tuple[str, ...]]:
    line = _with_scheme(line)
    problems: list[str] = []
    members = []
    for item in line.members:
        filled = _with_quantity(item, line, scene)
        if filled.quantity is not None and item.quantity is None and line.kind != "tabata":
            problems.append(f"{item.name}: no dose in the {line.kind}, a usual one is set")
        members.append(filled)
    line = replace(line, members=tuple(members))
    block = _block(line, block_id, scene)
    cue = safe_cue(line.cue) or None
    exercises = tuple(
        _member(item, block, scene).model_copy(update={"form_notes": cue if not index else None})
        for index, item in enumerate(members)
    )
    return block, exercises, tuple(problems)


def _with_scheme(line: GroupLine) -> GroupLine:
    """Return work for time with a ladder of its members as the scheme of the block."""
    ladders = [item.quantity for item in line.members if isinstance(item.quantity, Ladder)]
    if line.kind != "for_time" or not ladders:
        return line
    members = tuple(
        replace(item, quantity=None) if isinstance(item.quantity, Ladder) else item
        for item in line.members
    )
    return replace(line, members=members, scheme=line.scheme or ladders[0].steps)


def _with_quantity(item: Member, line: GroupLine, scene: Scene) -> Member:
    """Return the member with a dose where its block gives none."""
    is_given = line.kind in {"warmup", "cooldown", "emom"} or bool(line.scheme)
    if item.quantity is not None or is_given:
        return item
    movement = scene.movement(item.name)
    if line.kind == "tabata":
        return replace(item, quantity=Hold(TABATA_WORK_S))
    if movement.is_cyclic:
        return replace(item, quantity=Hold(DEFAULT_CYCLIC_S))
    if movement.is_timed:
        return replace(item, quantity=Hold(DEFAULT_HOLD_S))
    return replace(item, quantity=Repetitions(DEFAULT_REPS, DEFAULT_REPS))


def _block(line: GroupLine, block_id: str, scene: Scene) -> Block:
    seconds, rounds = line.seconds, line.rounds
    interval_s = line.interval_s
    size = len(line.members)
    match line.kind:
        case "warmup":
            seconds = seconds or WARM_UP_S
        case "cooldown":
            seconds = seconds or COOL_DOWN_S
        case "tabata":
            seconds, interval_s = seconds or TABATA_S * size, TABATA_INTERVAL_S
            rounds = TABATA_ROUNDS
        case "emom":
            interval_s = interval_s or SECONDS_PER_MINUTE
            intervals = max(1, round((seconds or interval_s) / interval_s))
            rounds = max(1, intervals // size) if line.alternating else intervals
        case "for_time":
            seconds = seconds or _cap_minutes(line, scene) * SECONDS_PER_MINUTE
        case _:
            pass
    return Block(
        block_id=block_id,
        kind=line.kind,
        size=size,
        rounds=rounds,
        minutes=round(seconds / SECONDS_PER_MINUTE, 2) if seconds else None,
        interval_s=interval_s,
        rest_s=line.rest_s,
        scheme=line.scheme,
    )


def _cap_minutes(line: GroupLine, scene: Scene) -> int:
    """Return a time cap: the bare work of all rounds and a third more."""
    rounds, scheme = line.rounds or 1, line.scheme
    seconds = 0.0
    for item in line.members:
        amount = amount_of(item.quantity)
        count = sum(scheme) if item.quantity is None else (top_reps(item.quantity) or DEFAULT_REPS)
        once = amount.time_s or (amount.calories or 0) * CALORIE_S
        once = once or (amount.meters or 0) * METER_S or count * REP_S
        times = 1 if item.quantity is None else max(rounds, len(scheme))
        seconds += once * times * (2 if item.per_side else 1)
    return max(MIN_CAP_MINUTES, math.ceil(seconds * CAP_FACTOR / SECONDS_PER_MINUTE))


def _member(item: Member, block: Block, scene: Scene) -> PrescribedExercise:
    movement = scene.movement(item.name)
    amount = amount_of(item.quantity)
    reps = top_reps(item.quantity) or (max(block.scheme) if block.scheme else None)
    loading = Loading()
    if block.kind not in {"warmup", "cooldown"} or item.intensity:
        loading = load_of(Effort(item.intensity, 2, reps), movement, scene)
    target = target_of(
        item.intensity, name=item.name, sport=scene.slot.theme.sport, request=scene.request
    )
    return PrescribedExercise(
        exercise_name=item.name,
        exercise_id=movement.exercise.id if movement.exercise is not None else None,
        match_tier=movement.match.tier,
        pattern=movement.pattern,
        movement_type=movement.kind,
        block_id=block.block_id,
        reps=amount.reps,
        per_side=item.per_side,
        weight=loading.weight,
        rpe=loading.rpe,
        rir=loading.rir,
        distance=amount.distance,
        calories=amount.calories,
        time=amount.time,
        pace=target.pace,
        ftp_percent=target.ftp,
        heart_rate_zone=target.zone,
        rest_s=0 if block.kind == "circuit" else None,
    )
