"""Runs the suite: `python -m local.faults [--small] [--only kills,...] [--match TEXT]`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from local.faults import (
    amplification,
    duplicates,
    kills,
    model_faults,
    readers,
    report,
    scenarios,
    storage_faults,
)
from local.faults.judging import Finding
from local.faults.report import Figure
from local.faults.stack import Stack
from local.faults.trial import Case, Result, run

SMALL_CASES: Mapping[str, int] = {
    "kills": 14,
    "more_kills": 1,
    "storage": 8,
    "model": 8,
    "lasting": 3,
    "scenarios": 8,
}
"""Cases of each suite in the small run, spread evenly."""
_CASES: Mapping[str, Callable[[Finding], Iterator[Case]]] = {
    "kills": kills.kill_cases,
    "more_kills": kills.repeated_kills,
    "storage": storage_faults.storage_cases,
    "model": model_faults.model_cases,
    "lasting": model_faults.lasting_cases,
    "scenarios": scenarios.scenario_cases,
}
_FIGURES: Mapping[str, Callable[..., Sequence[Figure]]] = {
    "duplicates": duplicates.duplicate_figures,
    "readers": readers.reader_figures,
    "amplification": amplification.amplification_figures,
}
SUITES = (*_CASES, *_FIGURES)
LANES = 8


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for, print the tables, return 1 when an invariant is broken."""
    parser = argparse.ArgumentParser(prog="python -m local.faults")
    parser.add_argument("--small", action="store_true", help="a sample, at most two minutes")
    parser.add_argument("--only", default="", help=f"of {','.join(SUITES)}")
    parser.add_argument("--match", default="", help="only cases whose name holds this text")
    parser.add_argument("--verbose", action="store_true", help="one line for each case")
    options = parser.parse_args(arguments)
    wanted = options.only.split(",") if options.only else SUITES
    if not set(wanted) <= set(SUITES):
        parser.error(f"suites are {', '.join(SUITES)}")
    started = time.monotonic()
    figures = [figure for name in wanted for figure in _figures(name, small=options.small)]
    suites = [name for name in wanted if name in _CASES]
    results = _run_cases(suites, options) if suites else []
    _print(results, figures, verbose=options.verbose)
    print(f"\n{time.monotonic() - started:.0f} s")
    is_sound = not report.violations(results) and all(figure.holds for figure in figures)
    return 0 if is_sound else 1


def _figures(name: str, *, small: bool) -> Sequence[Figure]:
    if name not in _FIGURES:
        return ()
    print(f"{name}: measuring", file=sys.stderr)
    figures = _FIGURES[name](small=small)
    for figure in figures:
        print(f"{name}: {figure.name}: {figure.value}", file=sys.stderr)
    return figures


def _run_cases(suites: Sequence[str], options: argparse.Namespace) -> list[Result]:
    with Stack(concurrency=LANES) as stack, ThreadPoolExecutor(LANES) as lanes:
        clean = run(stack, Case("undisturbed", "clean"))
        cases = [case for name in suites for case in _chosen(name, clean.finding, options)]
        print(f"{len(cases)} cases of {', '.join(suites)}", file=sys.stderr)
        return [clean, *_progress(lanes.map(lambda case: run(stack, case), cases))]


def _chosen(name: str, clean: Finding, options: argparse.Namespace) -> list[Case]:
    cases = [case for case in _CASES[name](clean) if options.match in case.name]
    return spread(cases, SMALL_CASES[name]) if options.small else cases


def spread(cases: Sequence[Case], number: int) -> list[Case]:
    """Return so many cases, evenly spread over all of them."""
    if len(cases) <= number:
        return list(cases)
    return [cases[index * len(cases) // number] for index in range(number)]


def _progress(results: Iterable[Result]) -> Iterator[Result]:
    for number, result in enumerate(results, start=1):
        for problem in result.problems:
            print(f"{result.case.group}: {result.case.name}: {problem}", file=sys.stderr)
        if number % 25 == 0:
            print(f"{number} cases done", file=sys.stderr)
        yield result


def _print(results: Sequence[Result], figures: Sequence[Figure], *, verbose: bool) -> None:
    named = [result for result in results if result.case.group == scenarios.GROUP]
    others = [result for result in results if result.case.group != scenarios.GROUP]
    tables = [report.case_table(others) if others else []]
    if named or verbose:
        tables.append(report.outcome_table(results if verbose else named))
    tables.append(report.figure_table(figures) if figures else [])
    print("\n\n".join("\n".join(table) for table in tables if table))
    for line in report.violations(results):
        print(f"BROKEN {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
