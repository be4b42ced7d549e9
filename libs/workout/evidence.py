"""Evidence: a number that does not stand in the message is dropped, and said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from libs.workout.models import NormalizationIssue
from libs.workout.said_units import SaidUnits
from libs.workout.times import find_clock_times, parse_time
from libs.workout.wording import digits_in, fold, numbers_in

IssueType = Literal["structure", "unit", "evidence", "date", "value", "name"]
MOST_MISSED = 5
"""Repetitions a set may fall short of its prescription for the count to be derived; our choice."""
_TIME_TOLERANCE_S = 0.5
_SPLIT_WORDS = re.compile(r"\w+")


@dataclass
class Evidence:
    """Checks values against the message, counts kept and dropped ones, collects issues.

    With an image the text cannot prove anything: everything is kept, and nothing counts as proven.
    """

    text: str
    has_image: bool = False
    kept: int = 0
    dropped: int = 0
    issues: list[NormalizationIssue] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the message once."""
        self._plain = fold(self.text)
        self._numbers = numbers_in(self.text) | {0.0}
        self._times = find_clock_times(self.text)
        self._units = SaidUnits(self.text)

    def keep(self, words: str, where: str) -> str:
        """Return the words when all their numbers stand in the message under their unit."""
        if not words:
            return ""
        numbers = _strict_numbers(words)
        if not numbers or self.has_image:
            return words
        if self._units.contradicts(words, where.rpartition(".")[2]):
            return self._drop("unit", where, "the message gives the number another unit: dropped")
        if not numbers <= self._numbers and not self._is_known_time(words):
            return self._drop("evidence", where, "a number that is not in the message was dropped")
        self.kept += 1
        return words

    def _drop(self, kind: IssueType, where: str, told: str) -> str:
        self.dropped += 1
        self.note(kind, "warning", where, told)
        return ""

    def has_number(self, number: float) -> bool:
        """Tell whether a number stands in the message."""
        return number in self._numbers

    def has_shortfall(self, count: int | None) -> bool:
        """Tell whether a count follows from the message: "8 reps, missed the last 2" are 6."""
        if count is None or self.has_number(count):
            return False
        return any(
            self.has_number(count + short) and (short == 1 or self.has_number(short))
            for short in range(1, MOST_MISSED + 1)
        )

    def has_words(self, words: str) -> bool:
        """Tell whether a name stands in the message, spacing and case aside."""
        wanted = _SPLIT_WORDS.findall(fold(words))
        said = " ".join(_SPLIT_WORDS.findall(self._plain))
        return bool(wanted) and " ".join(wanted) in said

    def note(
        self,
        kind: IssueType,
        severity: Literal["info", "warning", "error"],
        where: str,
        description: str,
        *,
        corrected: bool = True,
    ) -> None:
        """Add an issue for the report."""
        self.issues.append(
            NormalizationIssue(
                type=kind,
                severity=severity,
                field=where,
                description=description,
                corrected=corrected,
            )
        )

    @property
    def share(self) -> float:
        """Return the share of values with numbers that the message proves; 1 without any."""
        total = self.kept + self.dropped
        return self.kept / total if total else 1.0

    def _is_known_time(self, words: str) -> bool:
        span = parse_time(words, role="work") if re.search(r"[:hms'\"]", fold(words)) else None
        return span is not None and any(
            abs(span.seconds - seconds) <= _TIME_TOLERANCE_S for seconds in self._times
        )


def _strict_numbers(words: str) -> frozenset[float]:
    """Return the numbers of a value, each in its likeliest reading only."""
    return frozenset(digits_in(fold(words)))
