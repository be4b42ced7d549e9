"""Prints how well workout texts were read: per fact on our corpus, line by line for others."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from local.quality.workout_facts import compare
from local.quality.workouts import ModelSource, WorkoutResult, run_workouts

CORPUS = Path("tests/data/workouts.jsonl")
MIN_FACT_SHARE = 0.9
"""Of all facts of the corpus; the refusals must all be right, they are decided by code."""


def outside_workouts(source: Path, out: Path | None, engine: ModelSource, console: Console) -> int:
    """Run texts from outside and write one line each, also for lines that are no case.

    Returns 1 when the model failed for any of them.
    """
    with ExitStack() as stack:
        target = stack.enter_context(out.open("w", encoding="utf-8")) if out else None
        text = source.read_text("utf-8-sig", errors="replace")
        results = run_workouts(text.split("\n"), target, engine)
    for item in results:
        told = ", ".join(workout.summary for workout in item.workouts)
        told = told or f"{item.reason}: {item.message}"
        console.print(f"{item.id}: {item.outcome} {told[:140]}", markup=False)
    console.print(_counts(results))
    return 1 if any(item.is_fault for item in results) else 0


def corpus_workouts(engine: ModelSource, console: Console) -> bool:
    """Run our corpus, print the accuracy per fact and language; True when it is good enough."""
    lines = CORPUS.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    results = run_workouts(lines, None, engine)
    by_fact: dict[str, list[bool]] = defaultdict(list)
    by_language: dict[str, list[bool]] = defaultdict(list)
    refusals_right = True
    for row, result in zip(rows, results, strict=True):
        scores = compare(row["expect"], result)
        wrong = [name for name, met in scores.items() if not met]
        if wrong:
            console.print(f"{result.id}: wrong {', '.join(wrong)}", markup=False)
        if row["expect"]["outcome"] == "refused":
            refusals_right = refusals_right and result.outcome == "refused"
        for name, met in scores.items():
            by_fact[name.rpartition(".")[2]].append(met)
            by_language[row["language"]].append(met)
    console.print(_table("Workout corpus, by fact", by_fact))
    console.print(_table("Workout corpus, by language", by_language))
    share = _share([met for values in by_fact.values() for met in values])
    console.print(f"{len(rows)} texts, facts right {share:.1%}; {_counts(results)}")
    return share >= MIN_FACT_SHARE and refusals_right


def _table(title: str, groups: Mapping[str, Sequence[bool]]) -> Table:
    table = Table(title=title)
    for column in ("what", "right", "of", "share"):
        table.add_column(column)
    for name, values in sorted(groups.items(), key=lambda item: -len(item[1])):
        table.add_row(name, str(sum(values)), str(len(values)), f"{_share(values):.1%}")
    return table


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 1.0


def _counts(results: Sequence[WorkoutResult]) -> str:
    counts = {kind: sum(item.outcome == kind for item in results) for kind in ("logged", "refused")}
    counts["of these faults"] = sum(item.is_fault for item in results)
    return ", ".join(f"{kind} {count}" for kind, count in counts.items())
