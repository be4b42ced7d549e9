"""Deterministic repair: the last resort before a program is given up, pure and without a model.

Errors go first: the line is mended, else the session is written by code, else its week, else the
whole program. Warnings are only mended line by line. A step is kept if it leaves the program
better than before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.training_program.assemble import assemble
from libs.training_program.expand import expand_session
from libs.training_program.line_fixes import MENDABLE, mend
from libs.training_program.lint.rule import LintContext
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.program import Program, Template
from libs.training_program.models.report import Finding, ReportCard
from libs.training_program.models.request import Assumption
from libs.training_program.reach import Reach
from libs.training_program.render import session_of
from libs.training_program.report_card import assess
from libs.training_program.writer import write_session

NEVER_REPAIRED = frozenset({"X01"})
"""A screening outcome is not negotiable (program-quality.md section 3)."""


@dataclass(frozen=True)
class _Bench:
    """What every repair step works with."""

    blueprint: Blueprint
    reach: Reach
    today: date

    @property
    def slots(self) -> dict[str, Slot]:
        """Return the slots by id."""
        return {slot.slot_id: slot for slot in self.blueprint.grid.slots}

    def assess(self, program: Program) -> ReportCard:
        """Return what the lint says."""
        return assess(LintContext(program, self.blueprint, self.today))

    def rebuilt(self, program: Program, changed: Mapping[str, Template]) -> Program:
        """Return the program with some sessions replaced."""
        templates = {slot_id_of(item): item for item in program.templates} | dict(changed)
        return assemble(self.blueprint, templates, assumptions=program.assumptions)

    def by_code(self, slot: Slot) -> Template:
        """Return the session that code writes for a slot."""
        session = write_session(self.blueprint, slot, reach=self.reach)
        return expand_session(
            session, slot, self.blueprint, reach=self.reach, source="code"
        ).template


Step = Callable[[_Bench, Program, Sequence[Finding]], Program | None]


def fix_program(
    program: Program,
    blueprint: Blueprint,
    findings: Iterable[Finding],
    *,
    reach: Reach,
    today: date,
) -> Program:
    """Return the program with as few errors left as code can reach, usually none.

    `findings` are those of the program as it is; `today` is the date where the athlete is.
    """
    bench = _Bench(blueprint, reach, today)
    given = [item for item in findings if item.rule not in NEVER_REPAIRED]
    best = program
    card = bench.assess(program)
    errors: Sequence[Finding] = [item for item in given if item.severity == "error"]
    for step in _ERROR_STEPS:
        if not errors:
            break
        best, card = _tried(bench, best, card, step(bench, best, errors))
        errors = [item for item in card.errors if item.rule not in NEVER_REPAIRED]
    warnings = [item for item in given if item.severity == "warn"]
    if warnings:
        best, card = _tried(bench, best, card, _mend_lines(bench, best, warnings))
    return best


def slot_id_of(template: Template) -> str:
    """Return the id of the slot that a session fills."""
    return f"d{template.day_number}.{template.template_priority}"


def _tried(
    bench: _Bench, program: Program, card: ReportCard, candidate: Program | None
) -> tuple[Program, ReportCard]:
    """Return the better one of a program and its repair."""
    if candidate is None:
        return program, card
    judged = bench.assess(candidate)
    return (candidate, judged) if _badness(judged) < _badness(card) else (program, card)


def _badness(card: ReportCard) -> tuple[int, int, int]:
    return (len(card.errors), len(card.warnings), -card.score)


def _mend_lines(bench: _Bench, program: Program, findings: Sequence[Finding]) -> Program | None:
    """Mend the lines that findings name."""
    by_session: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule in MENDABLE and finding.template_id is not None:
            by_session[finding.template_id].append(finding)
    changed: dict[str, Template] = {}
    for template in program.templates:
        own = by_session.get(template.template_id)
        slot = bench.slots.get(slot_id_of(template))
        if not own or slot is None:
            continue
        session = mend(session_of(template), slot, own, reach=bench.reach)
        if session.lines:
            changed[slot.slot_id] = expand_session(
                session, slot, bench.blueprint, reach=bench.reach, source="repaired"
            ).template
    return bench.rebuilt(program, changed) if changed else None


def _write_sessions(bench: _Bench, program: Program, findings: Sequence[Finding]) -> Program | None:
    """Write the sessions that findings name by code."""
    named: set[str | int | None] = {item.template_id for item in findings}
    named |= {item.day for item in findings if item.template_id is None}
    return _written(
        bench,
        program,
        [
            slot_id_of(template)
            for template in program.templates
            if template.template_id in named or template.day_number in named
        ],
    )


def _write_weeks(bench: _Bench, program: Program, findings: Sequence[Finding]) -> Program | None:
    """Write the weeks that findings name by code."""
    weeks = {item.week for item in findings if item.week is not None}
    weeks |= {(item.day - 1) // 7 + 1 for item in findings if item.day is not None}
    return _written(
        bench,
        program,
        [slot.slot_id for slot in bench.blueprint.grid.slots if slot.week in weeks],
    )


def _write_all(bench: _Bench, program: Program, findings: Sequence[Finding]) -> Program | None:
    """Write every session by code."""
    del findings
    return _written(bench, program, [slot.slot_id for slot in bench.blueprint.grid.slots])


def _assume_english(bench: _Bench, program: Program, findings: Sequence[Finding]) -> Program | None:
    """State that texts are in English where code wrote too many for another language."""
    if all(item.rule != "N02" for item in findings):
        return None
    assumed = Assumption(
        field="preferences.language",
        value="en",
        reason="sessions that code had to write have English texts",
    )
    templates = {slot_id_of(item): item for item in program.templates}
    return assemble(bench.blueprint, templates, assumptions=(*program.assumptions, assumed))


def _written(bench: _Bench, program: Program, slot_ids: Sequence[str]) -> Program | None:
    slots = bench.slots
    changed = {name: bench.by_code(slots[name]) for name in slot_ids if name in slots}
    return bench.rebuilt(program, changed) if changed else None


_ERROR_STEPS: tuple[Step, ...] = (
    _mend_lines,
    _write_sessions,
    _write_weeks,
    _write_all,
    _assume_english,
)
