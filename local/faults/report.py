"""Tables of what was tried and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from local.faults.judging import struck
from local.faults.trial import GRACE_S, Result


@dataclass(frozen=True)
class Figure:
    """One measured figure and whether it is within its bound."""

    name: str
    value: str
    bound: str
    holds: bool


def case_table(results: Iterable[Result]) -> list[str]:
    """Return one line for each group of cases."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.case.group, []).append(result)
    lines = [
        "| Faults | Points tried | Struck | Ends | Steps | Calls paid | In flight | Programs | "
        "Past lease, max | Violations |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    return lines + [_line(name, group) for name, group in groups.items()]


def outcome_table(results: Iterable[Result]) -> list[str]:
    """Return one line for each case, with its end."""
    lines = [
        "| Case | End | Programs | Ready messages | Invocations | Calls | Past lease, max | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        found = result.finding
        cells = (
            result.case.name,
            found.end,
            found.programs,
            found.messages,
            found.invocations,
            found.calls,
            f"{result.overdue_s:.1f} s",
            "BROKEN" if result.problems else "as required",
        )
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return lines


def violations(results: Iterable[Result]) -> list[str]:
    """Return one line for each broken invariant."""
    return [
        f"{result.case.group}: {result.case.name}: {problem}"
        for result in results
        for problem in result.problems
    ]


def figure_table(figures: Sequence[Figure]) -> list[str]:
    """Return one line for each figure."""
    lines = ["| Figure | Measured | Bound | |", "|---|---|---|---|"]
    return lines + [
        f"| {item.name} | {item.value} | {item.bound} | {'holds' if item.holds else 'BROKEN'} |"
        for item in figures
    ]


def _line(name: str, group: Sequence[Result]) -> str:
    findings = [result.finding for result in group]
    ends: Mapping[str, int] = Counter(found.end for found in findings)
    told = ", ".join(f"{number} {end}" for end, number in sorted(ends.items()))
    late_s = max(result.overdue_s for result in group)
    broken = sum(bool(result.problems) for result in group)
    cells = (
        name,
        len(group),
        sum(struck(found.log) or found.calls > found.steps for found in findings),
        told,
        sum(found.steps for found in findings),
        sum(found.calls for found in findings),
        sum(found.in_flight for found in findings),
        sum(found.programs for found in findings),
        f"{late_s:.1f} s of {GRACE_S:.0f} s",
        broken,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
