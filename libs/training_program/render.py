"""Texts of prescriptions and blocks, rendered from their numbers, and the way back to lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from libs.training_program.amounts import Amount, quantity_of, seconds_of
from libs.training_program.language import (
    SECONDS_PER_MINUTE,
    Dose,
    DropSets,
    ExerciseLine,
    FixedLoad,
    GroupKind,
    GroupLine,
    Intensity,
    Ladder,
    Line,
    Member,
    PaceAt,
    PaceName,
    PercentFtp,
    PercentMax,
    Repetitions,
    Rir,
    Rpe,
    Session,
    Zone,
    print_number,
    print_quantity,
    print_time,
)
from libs.training_program.models.program import (
    Block,
    BlockKind,
    PrescribedExercise,
    Template,
    Weight,
)

_GROUP_KINDS: dict[BlockKind, GroupKind] = {
    "warmup": "warmup", "cooldown": "cooldown", "circuit": "circuit", "amrap": "amrap",
    "emom": "emom", "for_time": "for_time", "tabata": "tabata",
}  # fmt: skip
_TITLES: dict[BlockKind, str] = {
    "warmup": "Warm-up", "cooldown": "Cool-down", "amrap": "AMRAP", "tabata": "Tabata",
    "superset": "Superset",
}  # fmt: skip
_DROP = re.compile(r"^drop (\d+)x(\d+)%$")


def exercise_text(exercise: PrescribedExercise, block: Block) -> str:
    """Return the prescription as the athlete reads it; the name stands beside it."""
    words = [_dose_words(exercise), *_target_words(exercise)]
    if exercise.per_side:
        words.append("per side")
    text = " ".join(word for word in words if word)
    manner = [f"tempo {exercise.tempo}"] if exercise.tempo else []
    if exercise.rest_s and (exercise.sets or 1) > 1:
        manner.append(f"rest {print_time(exercise.rest_s)}")
    if exercise.variation:
        manner.append(exercise.variation)
    if exercise.is_test:
        manner.append("test")
    ramp = _ramp_words(exercise)
    if ramp:
        manner.append(f"| ramp {ramp}")
    return ", ".join([text, *manner] if text else manner).replace(", |", " |").replace("+,", "+")


def block_title(block: Block, exercises: Sequence[PrescribedExercise]) -> str:
    """Return what the block is, such as "AMRAP 12 min"."""
    length = print_time(round(block.minutes * SECONDS_PER_MINUTE)) if block.minutes else ""
    words = [_TITLES.get(block.kind, ""), length]
    match block.kind:
        case "emom":
            words = [_every(block), length, "alternating" if _alternates(block) else ""]
        case "for_time":
            rounds = f"{block.rounds} rounds for time" if block.rounds else "For time"
            words = [rounds, "-".join(map(str, block.scheme)), f"cap {length}" if length else ""]
        case "circuit":
            words = [f"{block.rounds or 1} rounds"]
        case "intervals" | "steady":
            words = [exercises[0].exercise_name]
        case _:
            pass
    if block.rest_s:
        words.append(f"rest {print_time(block.rest_s)}")
    return " ".join(word for word in words if word)


def block_text(block: Block, exercises: Sequence[PrescribedExercise]) -> str:
    """Return the block in one line: what it is and what it holds."""
    joint = " / " if _alternates(block) else " + "
    items = joint.join(_item_text(block, item) for item in exercises)
    title = block_title(block, exercises)
    return f"{title}: {items}" if title and block.kind not in {"intervals", "steady"} else items


def session_of(template: Template) -> Session:
    """Return a session as lines of the language, for a request to write it again."""
    lines: list[Line] = []
    supersets = 0
    for block in template.blocks:
        members = [e for e in template.prescribed_exercises if e.block_id == block.block_id]
        if not members:
            continue
        if block.kind in _GROUP_KINDS:
            lines.append(_group_line(block, members))
            continue
        letter = ""
        if len(members) > 1:
            letter, supersets = chr(ord("A") + supersets % 26), supersets + 1
        lines += [
            _exercise_line(item, f"{letter}{number}" if letter else "")
            for number, item in enumerate(members, start=1)
        ]
    return Session(
        slot_id=f"d{template.day_number}.{template.template_priority}",
        title=template.name,
        lines=tuple(lines),
        note=template.coaching_notes,
    )


def _exercise_line(exercise: PrescribedExercise, label: str) -> ExerciseLine:
    drop = _DROP.match(exercise.variation or "")
    dose = Dose(
        quantity=_ladder(exercise) or quantity_of(_amount(exercise)) or Repetitions(1, 1),
        sets=1 if _ladder(exercise) else exercise.sets or 1,
        intensity=_intensity(exercise),
        per_side=exercise.per_side,
        tempo=exercise.tempo,
        rest_s=exercise.rest_s,
        drop=DropSets(int(drop[1]), int(drop[2])) if drop else None,
        is_test=exercise.is_test,
    )
    return ExerciseLine(
        name=exercise.exercise_name, dose=dose, cue=exercise.form_notes or "", label=label
    )


def _group_line(block: Block, exercises: Sequence[PrescribedExercise]) -> GroupLine:
    kind = _GROUP_KINDS[block.kind]
    counted = kind in {"circuit", "for_time"}
    interval_s = block.interval_s if kind == "emom" else None
    return GroupLine(
        kind=kind,
        members=tuple(
            Member(
                name=item.exercise_name,
                quantity=quantity_of(_amount(item)),
                intensity=_intensity(item),
                per_side=item.per_side,
            )
            for item in exercises
        ),
        seconds=round(block.minutes * SECONDS_PER_MINUTE) if block.minutes else None,
        rounds=block.rounds if counted else None,
        interval_s=None if interval_s == SECONDS_PER_MINUTE else interval_s,
        scheme=block.scheme,
        rest_s=block.rest_s,
        alternating=_alternates(block),
        cue=next((item.form_notes for item in exercises if item.form_notes), ""),
    )


def _intensity(exercise: PrescribedExercise) -> tuple[Intensity, ...]:
    """Return what leads: a percentage before its load, then effort, then pace and zone."""
    found: list[Intensity] = []
    weight = exercise.weight
    if weight is not None and weight.percentage_1rm is not None:
        found.append(PercentMax(weight.percentage_1rm, weight.percentage_1rm))
    elif weight is not None and weight.value is not None and weight.unit is not None:
        added = exercise.movement_type in {"bodyweight", "gymnastics"}
        found.append(FixedLoad(weight.value, weight.unit, added=added))
    if exercise.rpe is not None:
        found.append(Rpe(exercise.rpe))
    if exercise.rir is not None:
        found.append(Rir(round(exercise.rir)))
    if exercise.ftp_percent is not None:
        found.append(PercentFtp(exercise.ftp_percent.min, exercise.ftp_percent.max))
    pace = exercise.pace
    if pace is not None and pace.label:
        found.append(PaceName(pace.label))
    elif pace is not None and pace.seconds is not None:
        found.append(PaceAt(round(pace.seconds), pace.per))
    if exercise.heart_rate_zone is not None:
        found.append(Zone(exercise.heart_rate_zone))
    return tuple(found)


def _amount(exercise: PrescribedExercise) -> Amount:
    return Amount(exercise.reps, exercise.time, exercise.distance, exercise.calories)


def _ladder(exercise: PrescribedExercise) -> Ladder | None:
    """Return the steps where the working sets differ in repetitions."""
    steps = [item.reps for item in exercise.working_sets if not item.is_ramp]
    counts = [step for step in steps if isinstance(step, int)]
    if len(counts) < len(steps) or len(set(counts)) < 2:  # noqa: PLR2004 - all the same
        return None
    return Ladder(tuple(counts))


def _alternates(block: Block) -> bool:
    """Return whether the exercises of an EMOM take turns: fewer rounds than intervals."""
    if block.kind != "emom" or block.size < 2 or not block.minutes:  # noqa: PLR2004 - one alone
        return False
    intervals = round(block.minutes * SECONDS_PER_MINUTE / (block.interval_s or SECONDS_PER_MINUTE))
    return (block.rounds or intervals) < intervals


def _every(block: Block) -> str:
    interval = block.interval_s or SECONDS_PER_MINUTE
    return "EMOM" if interval == SECONDS_PER_MINUTE else f"Every {print_time(interval)} for"


def _item_text(block: Block, exercise: PrescribedExercise) -> str:
    if block.kind in _GROUP_KINDS:
        dose = _dose_words(exercise)
        words = [dose, exercise.exercise_name, *_target_words(exercise)]
        return " ".join(word for word in [*words, "per side" if exercise.per_side else ""] if word)
    return f"{exercise.exercise_name} {exercise.text or exercise_text(exercise, block)}".strip()


def _dose_words(exercise: PrescribedExercise) -> str:
    ladder = _ladder(exercise)
    if ladder is not None:
        return print_quantity(ladder)
    quantity = quantity_of(_amount(exercise))
    if quantity is None:
        return ""
    text = print_quantity(quantity)
    return f"{exercise.sets} x {text}" if exercise.sets else text


def _target_words(exercise: PrescribedExercise) -> Iterable[str]:
    """Return load, effort, pace and zone."""
    if exercise.weight is not None:
        yield f"@ {_weight_text(exercise, exercise.weight)}"
    if exercise.rpe is not None:
        yield f"RPE {print_number(exercise.rpe)}"
    if exercise.rir is not None:
        yield f"RIR {print_number(exercise.rir)}"
    if exercise.ftp_percent is not None:
        low, high = exercise.ftp_percent.min, exercise.ftp_percent.max
        spread = print_number(low) if low == high else f"{print_number(low)}-{print_number(high)}"
        yield f"@ {spread}% FTP"
    pace = exercise.pace
    if pace is not None:
        known = f"{_clock(pace.seconds)}/{pace.per}" if pace.seconds is not None else ""
        if pace.label:
            yield f"@ {pace.label} pace{f' ({known})' if known else ''}"
        elif known:
            yield f"@ {known}"
    if exercise.heart_rate_zone is not None:
        yield f"Z{exercise.heart_rate_zone}"


def _weight_text(exercise: PrescribedExercise, weight: Weight) -> str:
    percent = f"{print_number(weight.percentage_1rm)}%" if weight.percentage_1rm is not None else ""
    if weight.value is None or weight.unit is None:
        return percent
    plus = "BW+" if exercise.movement_type in {"bodyweight", "gymnastics"} else ""
    load = f"{plus}{print_number(weight.value)} {weight.unit.value}"
    return f"{load} ({percent})" if percent else load


def _ramp_words(exercise: PrescribedExercise) -> str:
    return ", ".join(
        f"{item.reps} @ {print_number(item.weight.value)} {item.weight.unit.value}"
        for item in exercise.working_sets
        if item.is_ramp and item.weight and item.weight.value is not None and item.weight.unit
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), SECONDS_PER_MINUTE)
    return f"{minutes}:{rest:02d}"


__all__ = ["block_text", "block_title", "exercise_text", "seconds_of", "session_of"]
