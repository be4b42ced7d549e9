"""What the lint says of a program; stored with it and shown to the athlete."""

from __future__ import annotations

from typing import Literal

from libs.training_program.models.request import Assumption
from libs.wire import WireModel

SeverityName = Literal["error", "warn", "info"]


class Finding(WireModel):
    """One violation, precise enough to ask for a repair of just that place."""

    rule: str
    severity: SeverityName
    message: str
    day: int | None = None
    week: int | None = None
    template_id: str | None = None
    exercise: str | None = None
    measured: str | None = None
    limit: str | None = None


class Figures(WireModel):
    """Computed facts of the program that the report card quotes."""

    sessions: int = 0
    exercises: int = 0
    matched_share: float = 1.0
    """Share of exercise names found in the catalogue by name."""
    unknown_exercises: tuple[str, ...] = ()
    minutes_median: int = 0
    minutes_longest: int = 0
    deload_weeks: tuple[int, ...] = ()


class ReportCard(WireModel):
    """Score, findings by severity, assumptions; publishable without errors."""

    score: int
    rules_checked: tuple[str, ...]
    """Ids of all rules that ran, applicable or not."""
    rules_applicable: tuple[str, ...] = ()
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    infos: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    figures: Figures = Figures()

    @property
    def is_publishable(self) -> bool:
        """Return whether no finding of severity error is left."""
        return not self.errors
