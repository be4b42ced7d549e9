"""The shape of a rule, what it may look at, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from libs.training_program.lint.facts import Facts
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program, Template
from libs.training_program.models.report import Finding, SeverityName


@dataclass(frozen=True)
class LintContext:
    """A program beside what it must agree with; `today` is the date where the athlete is."""

    program: Program
    blueprint: Blueprint
    today: date

    @cached_property
    def facts(self) -> Facts:
        """Return what the rules share, computed once."""
        return Facts(self.program, self.blueprint)


Check = Callable[[LintContext], tuple[Finding, ...] | None]
"""Return findings, an empty tuple when all is well, None where the rule does not apply."""


@dataclass(frozen=True)
class Rule:
    """One rule; `severity` sets its weight, a finding carries the one that applies."""

    id: str
    severity: SeverityName
    source: str
    check: Check


@dataclass(frozen=True)
class Teller:
    """Makes the findings of one rule."""

    rule: str
    severity: SeverityName

    def program(
        self,
        message: str,
        *,
        measured: object = None,
        limit: object = None,
        week: int | None = None,
    ) -> Finding:
        """Return a finding about the program, or about one week of it."""
        return Finding(
            rule=self.rule,
            severity=self.severity,
            message=message,
            week=week,
            measured=_shown(measured),
            limit=_shown(limit),
        )

    def day(
        self, day: int, message: str, *, measured: object = None, limit: object = None
    ) -> Finding:
        """Return a finding about one day."""
        found = self.program(message, measured=measured, limit=limit)
        return found.model_copy(update={"day": day})

    def session(
        self,
        template: Template,
        message: str,
        *,
        exercise: str | None = None,
        measured: object = None,
        limit: object = None,
    ) -> Finding:
        """Return a finding about one session, or about one exercise of it."""
        found = self.day(template.day_number, message, measured=measured, limit=limit)
        return found.model_copy(update={"template_id": template.template_id, "exercise": exercise})

    def as_(self, severity: SeverityName) -> Teller:
        """Return the same rule speaking with another severity."""
        return Teller(self.rule, severity)


def _shown(value: object) -> str | None:
    """Return a figure as text, floats with at most two decimals."""
    if value is None:
        return None
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
