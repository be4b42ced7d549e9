"""Repair: narrow re-asks for the sessions that fail the checks, then deterministic fixes.

A round may change only the failing sessions; one that does not lower the number of errors is
thrown away and ends the rounds. Warnings get one try, errors two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from libs.ai.structured import raw_answer
from libs.ai.usage import CallRecord
from libs.training_program.answer import print_week, read_week
from libs.training_program.assemble import assemble
from libs.training_program.expand import expand_session
from libs.training_program.fixes import fix_program
from libs.training_program.lint.rule import LintContext
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.program import Program, Template
from libs.training_program.models.report import Finding, ReportCard
from libs.training_program.models.request import Assumption
from libs.training_program.prompts import week as prompt
from libs.training_program.reach import Reach
from libs.training_program.render import session_of
from libs.training_program.report_card import assess
from libs.training_program.weeks import WEEK_BUDGET_S, WeekCalls, WeekDraft, parallel

MAX_ROUNDS = 2
NEVER_REPAIRED = frozenset({"X01"})
"""A screening outcome is not negotiable: the job fails."""
LANGUAGE_RULE = "N02"


@dataclass(frozen=True)
class Draft:
    """A program under repair: its sessions by slot, as assembled, and what the checks say."""

    templates: Mapping[str, Template]
    program: Program
    card: ReportCard
    rounds: int = 0


@dataclass(frozen=True)
class Workshop:
    """What repair works with; `today` is the date where the athlete is."""

    calls: WeekCalls
    reach: Reach
    today: date

    @property
    def blueprint(self) -> Blueprint:
        """Return the program's blueprint."""
        return self.calls.blueprint

    def draft(self, templates: Mapping[str, Template], *, rounds: int = 0) -> Draft:
        """Assemble and assess a set of sessions."""
        program = assemble(
            self.blueprint, templates, assumptions=self.blueprint.request.assumptions
        )
        return Draft(templates, program, self.assess(program), rounds)

    def assess(self, program: Program) -> ReportCard:
        """Run the lint."""
        return assess(LintContext(program, self.blueprint, self.today))


def repair(draft: Draft, workshop: Workshop) -> Draft:
    """Return the draft after at most two rounds by the model and the deterministic fixes."""
    for number in range(1, MAX_ROUNDS + 1):
        findings = _askable(draft.card, with_warnings=number == 1)
        if not findings:
            break
        better = _round(draft, workshop, findings, number)
        if better is None:
            draft = replace(draft, rounds=number)
            break
        draft = better
    if not draft.card.errors:
        return draft
    fixed = fix_program(
        draft.program,
        workshop.blueprint,
        draft.card.errors,
        reach=workshop.reach,
        today=workshop.today,
    )
    return _in_english(replace(draft, program=fixed, card=workshop.assess(fixed)), workshop)


def _in_english(draft: Draft, workshop: Workshop) -> Draft:
    """Return a program whose only fault is its language as an English one that says so."""
    if {finding.rule for finding in draft.card.errors} != {LANGUAGE_RULE}:
        return draft
    asked = workshop.blueprint.request.preferences.language
    told = Assumption(
        field="preferences.language",
        value="en",
        reason=f"the sessions could not be written in {asked!r}",
    )
    program = draft.program.model_copy(
        update={"language": "en", "assumptions": (*draft.program.assumptions, told)}
    )
    return replace(draft, program=program, card=workshop.assess(program))


def _askable(card: ReportCard, *, with_warnings: bool) -> tuple[Finding, ...]:
    """Return findings that name a session the model may write again."""
    found = card.errors + (card.warnings if with_warnings else ())
    return tuple(item for item in found if item.template_id and item.rule not in NEVER_REPAIRED)


def _round(
    draft: Draft, workshop: Workshop, findings: Iterable[Finding], number: int
) -> Draft | None:
    """Return the draft with the failing sessions written again, or None when it is no better."""
    by_slot = {template.template_id: slot for slot, template in draft.templates.items()}
    failing: dict[int, list[Finding]] = defaultdict(list)
    slots = {slot.slot_id: slot for slot in workshop.blueprint.grid.slots}
    for finding in findings:
        slot_id = by_slot.get(finding.template_id or "")
        if slot_id is not None:
            failing[slots[slot_id].week].append(finding)
    if not failing:
        return None
    workshop.calls.steps.set_progress("repair", number - 1, MAX_ROUNDS)
    drafts = parallel(
        lambda week=week, found=found: _week(draft, workshop, week, found, number)  # type: ignore[misc]
        for week, found in sorted(failing.items())
    )
    templates = dict(draft.templates)
    for answer in drafts:
        templates |= _expanded(answer, slots, workshop)
    candidate = workshop.draft(templates, rounds=number)
    better = _rank(candidate.card) < _rank(draft.card)
    return candidate if better else None


def _rank(card: ReportCard) -> tuple[int, int, int]:
    return (len(card.errors), -card.score, len(card.warnings))


def _week(
    draft: Draft, workshop: Workshop, week: int, findings: list[Finding], number: int
) -> WeekDraft:
    calls = workshop.calls
    failing = {item.template_id for item in findings}
    slots = [
        slot
        for slot in workshop.blueprint.grid.of_week(week)
        if draft.templates[slot.slot_id].template_id in failing
    ]
    written = {
        slot.slot_id: print_week((session_of(draft.templates[slot.slot_id]),)) for slot in slots
    }
    ask = prompt.repair_ask(workshop.blueprint, slots, written, findings)
    return calls.steps.run(
        f"repair-{number}-week-{week:02d}",
        calls.key(ask),
        WeekDraft,
        lambda: _ask_again(calls, ask, slots, week),
        budget_s=WEEK_BUDGET_S,
        estimated_tokens=prompt.TOKENS_BASE + prompt.TOKENS_PER_SESSION * len(slots),
    )


def _ask_again(
    calls: WeekCalls, ask: str, slots: list[Slot], week: int
) -> tuple[WeekDraft, tuple[CallRecord, ...]]:
    reply = calls.create(ask, sessions=len(slots), label=prompt.REPAIR_LABEL)
    answer = read_week(raw_answer(reply, prompt.TOOL_NAME))
    wanted = {slot.slot_id for slot in slots}
    kept = tuple(session for session in answer.sessions if session.slot_id in wanted)
    draft = WeekDraft(week=week, sessions=print_week(kept), problems=answer.problems)
    return draft, (CallRecord.of(prompt.REPAIR_LABEL, reply),)


def _expanded(
    answer: WeekDraft, slots: Mapping[str, Slot], workshop: Workshop
) -> dict[str, Template]:
    return {
        session.slot_id: expand_session(
            session,
            slots[session.slot_id],
            workshop.blueprint,
            reach=workshop.reach,
            source="repaired",
        ).template
        for session in answer.read().sessions
        if session.lines
    }
