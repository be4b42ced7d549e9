"""The shape of a rule, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program
from libs.training_program.models.report import Finding, SeverityName


@dataclass(frozen=True)
class LintContext:
    """A program beside what it must agree with; `today` is the date where the athlete is."""

    program: Program
    blueprint: Blueprint
    today: date


Check = Callable[[LintContext], tuple[Finding, ...] | None]
"""Return findings, an empty tuple when all is well, None where the rule does not apply."""


@dataclass(frozen=True)
class Rule:
    """One rule; `severity` sets its weight, a finding carries the one that applies."""

    id: str
    severity: SeverityName
    source: str
    check: Check
