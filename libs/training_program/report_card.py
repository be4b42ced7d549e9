"""Judge a program by all rules and put the result on a card; needs no model and no network.

Score = 100 x (1 - weight of failed rules / weight of applicable rules), a rule counts once
(program-quality.md section 3). The score does not gate; errors do.
"""

from __future__ import annotations

from statistics import median

from libs.training_program.lint.facts import Facts
from libs.training_program.lint.rule import LintContext, Rule
from libs.training_program.lint.rules import RULES
from libs.training_program.models.report import Figures, Finding, ReportCard, SeverityName

WEIGHTS: dict[SeverityName, int] = {"error": 5, "warn": 2, "info": 1}
MAX_FINDINGS_PER_RULE = 40
"""More of one kind tell nobody more; keeps the stored card small."""


def assess(context: LintContext) -> ReportCard:
    """Return score, findings and figures of a program."""
    results = [(rule, rule.check(context)) for rule in RULES]
    applicable = [(rule, found) for rule, found in results if found is not None]
    findings = [item for _, found in applicable for item in found[:MAX_FINDINGS_PER_RULE]]
    return ReportCard(
        score=_score(applicable),
        rules_checked=tuple(rule.id for rule, _ in results),
        rules_applicable=tuple(rule.id for rule, _ in applicable),
        errors=_of("error", findings),
        warnings=_of("warn", findings),
        infos=_of("info", findings),
        assumptions=context.program.assumptions,
        figures=_figures(context.facts),
    )


def _score(applicable: list[tuple[Rule, tuple[Finding, ...]]]) -> int:
    total = sum(WEIGHTS[rule.severity] for rule, _ in applicable)
    failed = sum(WEIGHTS[rule.severity] for rule, found in applicable if found)
    return round(100 * (1 - failed / total)) if total else 100


def _of(severity: SeverityName, findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(item for item in findings if item.severity == severity)


def _figures(facts: Facts) -> Figures:
    matched = sum(item.known is not None for item in facts.items)
    minutes = [round(session.minutes) for session in facts.sessions]
    return Figures(
        sessions=len(facts.sessions),
        exercises=len(facts.items),
        matched_share=round(matched / len(facts.items), 3) if facts.items else 1.0,
        unknown_exercises=tuple(sorted({i.name for i in facts.items if i.known is None})),
        minutes_median=round(median(minutes)) if minutes else 0,
        minutes_longest=max(minutes, default=0),
        deload_weeks=facts.program.deload_weeks,
    )
