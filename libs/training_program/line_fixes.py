"""Mend single lines of a session: another exercise, an effort for a number, plain texts.

A load is never carried over to another exercise: the substitute gets an effort (program-quality.md
section 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from libs.exercise.catalogue import Exercise
from libs.exercise.substitution import SUBSTITUTE_RPE, substitute
from libs.training_program.language import (
    Dose,
    ExerciseLine,
    FixedLoad,
    GroupLine,
    Hold,
    Intensity,
    Length,
    Line,
    Member,
    PaceAt,
    PercentMax,
    Repetitions,
    Rir,
    Rpe,
    Session,
)
from libs.training_program.models.blueprint import Slot
from libs.training_program.models.report import Finding
from libs.training_program.models.units import METERS_PER
from libs.training_program.reach import Reach

EXCHANGED = frozenset({"E01", "I01", "I02", "B03", "G09"})
"""Rules whose finding is about an exercise that has to go."""
UNNUMBERED = frozenset({"P02", "P03", "P04", "P05"})
"""Rules whose finding is about a number that gives way to an effort."""
REWORDED = frozenset({"E02", "I02", "N01", "N02"})
"""Rules whose finding may be about a text."""
DOSED = frozenset({"P01", "S10"})
MENDABLE = EXCHANGED | UNNUMBERED | REWORDED | DOSED
_DEFAULT_REPS = 10
_DEFAULT_SETS = 3
_LEAST_PIECE_M = 50.0
_PIECE_S = 60
_NUMBERS = (FixedLoad, PercentMax, PaceAt)

LineFix = Callable[[Line], Line | None]


def mend(session: Session, slot: Slot, findings: Iterable[Finding], *, reach: Reach) -> Session:
    """Return the session with each finding's line mended; unknown findings change nothing."""
    for finding in findings:
        if finding.rule in REWORDED and _is_about_text(session, finding):
            session = _without_texts(session)
        if finding.exercise is None:
            continue
        if finding.rule in EXCHANGED:
            session = _each_line(session, _exchanger(finding.exercise, session, slot, reach))
        elif finding.rule in UNNUMBERED:
            session = _each_line(session, _unnumberer(finding.exercise))
        elif finding.rule in DOSED:
            session = _each_line(session, _doser(finding.exercise))
    return session


def _is_about_text(session: Session, finding: Finding) -> bool:
    """Return whether a finding names no exercise of the session, so that a text must be meant."""
    return finding.rule != "I02" or finding.exercise not in _names(session)


def _names(session: Session) -> set[str]:
    found: set[str] = set()
    for line in session.lines:
        found |= {line.name} if isinstance(line, ExerciseLine) else {m.name for m in line.members}
    return found


def _without_texts(session: Session) -> Session:
    lines = tuple(replace(line, cue="") for line in session.lines)
    return replace(session, lines=lines, note="", title="Training")


def _each_line(session: Session, fix: LineFix) -> Session:
    fixed = (fix(line) for line in session.lines)
    return replace(session, lines=tuple(line for line in fixed if line is not None))


def _exchanger(name: str, session: Session, slot: Slot, reach: Reach) -> LineFix:
    """Return a fix that puts a stand-in for a name, or leaves it out when there is none."""
    stand_in = _stand_in(name, session, slot, reach)

    def fix_member(member: Member) -> Member | None:
        if member.name != name:
            return member
        if stand_in is None:
            return None
        effort = (Rpe(SUBSTITUTE_RPE),) if _has_effort(member.intensity) else ()
        quantity = _quantity_for(stand_in, member.quantity)
        sided = stand_in.unilateral
        return Member(stand_in.name, quantity, effort, per_side=sided)

    def fix(line: Line) -> Line | None:
        if isinstance(line, GroupLine):
            return _with_members(line, fix_member)
        if line.name != name:
            return line
        if stand_in is None:
            return None
        quantity = _quantity_for(stand_in, line.dose.quantity)
        dose = Dose(
            quantity=quantity if quantity is not None else Repetitions(8, 10),
            sets=line.dose.sets,
            intensity=(Rpe(_effort_of(line.dose.intensity)),),
            per_side=stand_in.unilateral,
            rest_s=line.dose.rest_s,
        )
        return ExerciseLine(name=stand_in.name, dose=dose, label=line.label)

    return fix


def _stand_in(name: str, session: Session, slot: Slot, reach: Reach) -> Exercise | None:
    """Return what can be done instead, nothing that the session already has."""
    found = reach.match(name)
    inside = {named.exercise.id for n in _names(session) if (named := reach.match(n)).exercise}
    if found.exercise is not None:
        return substitute(
            found.exercise,
            reach.catalogue,
            available=reach.available(slot.place),
            refused=lambda item: item.id in inside or reach.refusal(item, slot.place) is not None,
            max_level=reach.max_level,
        )
    options = (item for item in reach.allowed(slot.place) if item.pattern == found.pattern)
    return next((item for item in options if item.id not in inside), None)


def _quantity_for(exercise: Exercise, quantity: object) -> Repetitions | Hold | Length | None:
    """Return the old amount where it suits the new exercise, else a usual one."""
    if exercise.measure in {"time", "weighted_time"}:
        return quantity if isinstance(quantity, Hold) else Hold(30)
    if exercise.measure == "distance":
        return quantity if isinstance(quantity, Hold | Length) else Hold(_PIECE_S)
    return quantity if isinstance(quantity, Repetitions) else Repetitions(8, _DEFAULT_REPS)


def _effort_of(intensity: tuple[Intensity, ...]) -> float:
    """Return the stated effort if it is below the usual one of a substitute."""
    stated = [item.value for item in intensity if isinstance(item, Rpe)]
    return min([SUBSTITUTE_RPE, *stated])


def _has_effort(intensity: tuple[Intensity, ...]) -> bool:
    return any(isinstance(item, Rpe | Rir | FixedLoad | PercentMax) for item in intensity)


def _with_members(line: GroupLine, fix: Callable[[Member], Member | None]) -> GroupLine | None:
    fixed = (fix(member) for member in line.members)
    members = tuple(member for member in fixed if member is not None)
    if not members:
        return None
    return replace(line, members=members, alternating=line.alternating and len(members) > 1)


def _unnumberer(name: str) -> LineFix:
    """Return a fix that prescribes an effort in the place of loads, percentages and paces."""

    def fix_member(member: Member) -> Member:
        if member.name != name:
            return member
        return replace(member, intensity=_as_effort(member.intensity))

    def fix(line: Line) -> Line | None:
        if isinstance(line, GroupLine):
            return _with_members(line, fix_member)
        if line.name != name:
            return line
        quantity = line.dose.quantity
        if isinstance(quantity, Length) and quantity.value * METERS_PER[quantity.unit] < (
            _LEAST_PIECE_M
        ):
            quantity = Hold(_PIECE_S)
        dose = replace(line.dose, quantity=quantity, intensity=_as_effort(line.dose.intensity))
        return replace(line, dose=dose)

    return fix


def _as_effort(intensity: tuple[Intensity, ...]) -> tuple[Intensity, ...]:
    kept = tuple(item for item in intensity if not isinstance(item, _NUMBERS))
    stated = any(isinstance(item, Rpe | Rir) for item in kept)
    return kept if stated else (*kept, Rpe(SUBSTITUTE_RPE))


def _doser(name: str) -> LineFix:
    """Return a fix that gives an exercise sets of ten."""

    def fix_member(member: Member) -> Member:
        if member.name != name:
            return member
        return replace(member, quantity=Repetitions(_DEFAULT_REPS, _DEFAULT_REPS))

    def fix(line: Line) -> Line | None:
        if isinstance(line, GroupLine):
            return _with_members(line, fix_member)
        if line.name != name:
            return line
        quantity = Repetitions(_DEFAULT_REPS, _DEFAULT_REPS)
        return replace(
            line,
            dose=replace(line.dose, quantity=quantity, sets=max(line.dose.sets, _DEFAULT_SETS)),
        )

    return fix
