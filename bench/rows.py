"""Rows of the table: what was measured, its limit, whether it holds, how it was counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One line of the table; without a limit it only informs."""

    name: str
    measured: str
    limit: str
    holds: bool | None
    counted: str


def at_most(name: str, value: float, limit: float, unit: str, counted: str) -> Row:
    """Return a row whose value may not be over the limit; `unit` follows both numbers."""
    return Row(
        name,
        f"{_number(value)}{unit}",
        f"<= {_number(limit)}{unit}",
        value <= limit,
        counted,
    )


def at_least(name: str, value: float, limit: float, unit: str, counted: str) -> Row:
    """Return a row whose value may not be under the limit."""
    return Row(
        name, f"{_number(value)}{unit}", f">= {_number(limit)}{unit}", value >= limit, counted
    )


def told(name: str, measured: str, counted: str) -> Row:
    """Return a row that has no limit."""
    return Row(name, measured, "-", None, counted)


def percentile(values: Sequence[float], share: int) -> float:
    """Return a percentile of at least two values, by the inclusive method."""
    return quantiles(values, n=100, method="inclusive")[share - 1]


def print_rows(console: Console, title: str, rows: Iterable[Row]) -> None:
    """Print a group of rows."""
    table = Table(title=title, title_justify="left", show_lines=False, expand=False)
    table.add_column("what", max_width=48)
    table.add_column("measured", justify="right", no_wrap=True)
    table.add_column("limit", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("how it was counted", max_width=78)
    for row in rows:
        table.add_row(row.name, row.measured, row.limit, _mark(row), row.counted)
    console.print(table)


def _mark(row: Row) -> str:
    if row.holds is None:
        return ""
    return "ok" if row.holds else "BROKEN"


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.3f}" if value < 10 else f"{value:,.1f}"
