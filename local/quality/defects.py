"""One seeded defect for every lint rule, on programs of the engine itself."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from libs.training_program.lint.rule import LintContext
from libs.training_program.models.program import Program
from libs.training_program.report_card import assess
from local.quality.engine import CaseResult
from local.quality.mutations import MUTATIONS


def find_catch(rule: str, results: Sequence[CaseResult]) -> str | None:
    """Return the first case on which the rule is silent before its defect and speaks after it."""
    mutate = MUTATIONS[rule]
    for result in results:
        ready = result.ready
        if ready is None or rule in _failing(result, None):
            continue
        broken = mutate(ready.program, ready.blueprint)
        if broken != ready.program and rule in _failing(result, broken):
            return result.id
    return None


def _failing(result: CaseResult, broken: Program | None) -> set[str]:
    ready = result.ready
    if ready is None:
        return set()
    program = broken or ready.program
    card = assess(LintContext(program, ready.blueprint, ready.program.start_date))
    return {item.rule for item in (*card.errors, *card.warnings, *card.infos)}


def print_defects(console: Console, results: Sequence[CaseResult]) -> bool:
    """Print which defects were caught and on which case; return whether all were."""
    caught = {rule: find_catch(rule, results) for rule in MUTATIONS}
    for rule, case in caught.items():
        console.print(f"defect {rule}: {'caught on ' + case if case else 'NOT CAUGHT'}")
    count = sum(case is not None for case in caught.values())
    console.print(f"Seeded defects caught: {count} of {len(caught)}")
    return count == len(caught)
