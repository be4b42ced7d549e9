"""Collect what normalization assumed and corrected while it works."""

from __future__ import annotations

from typing import Literal

from libs.training_program.models.blueprint import NormalizationIssue, NormalizationReport
from libs.training_program.models.request import Assumption


class Notes:
    """Assumptions by field and issues in order of discovery; no field is assumed twice."""

    def __init__(self, assumptions: tuple[Assumption, ...] = ()) -> None:
        self._assumptions = {item.field: item for item in assumptions}
        self._issues: list[NormalizationIssue] = []

    def assume(self, field: str, value: str, reason: str, *, replace: bool = True) -> None:
        """Record a value nobody stated; with `replace` False an earlier one of the field stays."""
        if replace or field not in self._assumptions:
            self._assumptions[field] = Assumption(field=field, value=value, reason=reason)

    def corrected(
        self,
        field: str,
        description: str,
        *,
        kind: str,
        severity: Literal["minor", "major"] = "minor",
    ) -> None:
        """Record something that was wrong and is mended."""
        self._issues.append(
            NormalizationIssue(
                type=kind,
                severity=severity,
                field=field,
                description=description,
                corrected=True,
            )
        )

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Return the assumptions, one a field."""
        return tuple(self._assumptions.values())

    def report(self) -> NormalizationReport:
        """Return the report; valid unless an issue is left uncorrected."""
        return NormalizationReport(
            is_valid=all(issue.corrected for issue in self._issues), issues=tuple(self._issues)
        )
