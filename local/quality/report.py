"""The tables of a quality run."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from rich.console import Console
from rich.table import Table

from local.quality.compare import kept
from local.quality.engine import CaseResult

MIN_MEDIAN_SCORE = 95


def print_cases(console: Console, title: str, results: Sequence[CaseResult]) -> None:
    """Print a row per case: asked against got, lint, cost."""
    table = Table(title=title, title_justify="left")
    for name in ("case", "outcome", "days", "per week", "broken promises", "errors", "warnings",
                 "score", "rules", "calls", "tokens", "USD", "s"):  # fmt: skip
        table.add_column(name)
    for result in results:
        table.add_row(*_row(result))
    console.print(table)


def _row(result: CaseResult) -> tuple[str, ...]:
    tokens = result.usage.usage
    cost = (
        str(result.usage.calls),
        str(tokens.input_tokens + tokens.output_tokens + tokens.cache_read_tokens),
        f"{result.usage.cost_usd:.3f}",
        f"{result.seconds:.1f}",
    )
    ready = result.ready
    if ready is None:
        why = result.reason[:60] or " / ".join(result.questions)[:60]
        return (result.id, result.outcome, "", "", why, "", "", "", "", *cost)
    card, program = ready.report_card, ready.program
    broken = [name for name, holds in kept(result).items() if not holds]
    warned = sorted({item.rule for item in card.warnings})
    return (
        result.id,
        result.outcome,
        str(program.total_days),
        str(program.training_frequency),
        ", ".join(broken) or "none",
        str(len(card.errors)),
        " ".join(warned) or "0",
        str(card.score),
        f"{len(card.rules_applicable)}/{len(card.rules_checked)}",
        *cost,
    )


def print_applied(console: Console, results: Sequence[CaseResult]) -> None:
    """Print which rules applied to each case: a rule that never applies proves nothing."""
    table = Table(title="Rules that applied", title_justify="left")
    table.add_column("case")
    table.add_column("rules")
    for result in results:
        if result.ready is not None:
            table.add_row(result.id, " ".join(result.ready.report_card.rules_applicable))
    console.print(table)


def is_good(results: Sequence[CaseResult]) -> bool:
    """Return whether all are ready, error-free, keep their promises, and score well."""
    ready = [result for result in results if result.ready is not None]
    scores = [result.ready.report_card.score for result in ready if result.ready]
    promises = all(all(kept(result).values()) for result in ready)
    errors = any(result.ready.report_card.errors for result in ready if result.ready)
    return (
        len(ready) == len(results)
        and promises
        and not errors
        and median(scores or [0]) >= MIN_MEDIAN_SCORE
    )
