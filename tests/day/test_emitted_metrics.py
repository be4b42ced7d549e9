"""What the code emits: names, namespace, dimensions, units; `needs.EMITTED` declares it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.day.conftest import SERVICES, Watched
from tests.infrastructure.needs import EMITTED, RARE

UNITS = {
    "FirstTextMs": "Milliseconds",
    "TurnSeconds": "Seconds",
    "BuildSeconds": "Seconds",
    "StepSeconds": "Seconds",
}
DETAILS = {"model", "step", "kind", "outcome", "code", "reason"}
MAX_SERIES = 150
"""Distinct metrics of one stage; each costs $0.30 a month."""


def emitted(watched: Watched) -> Iterator[tuple[str, str, list[list[str]], dict[str, Any]]]:
    """Yield service, metric, dimension sets and the whole line of every figure."""
    for function in SERVICES:
        for line in watched.lines(function):
            for told in line.get("_aws", {}).get("CloudWatchMetrics", ()):
                assert told["Namespace"] == "Mesocycle"
                assert line["service"] == function
                for metric in told["Metrics"]:
                    assert metric["Unit"] == UNITS.get(metric["Name"], "Count")
                    yield function, metric["Name"], told["Dimensions"], line


def test_exactly_the_declared_metrics_are_emitted(watched: Watched) -> None:
    really: dict[str, set[str]] = {}
    for service, name, _, _ in emitted(watched):
        really.setdefault(service, set()).add(name)

    for service in EMITTED.keys() | RARE.keys() | really.keys():
        found, expected = really.get(service, set()), set(EMITTED.get(service, ()))
        assert expected <= found <= expected | set(RARE.get(service, ()))


def test_every_figure_has_the_dimensions_that_are_watched_and_few_more(watched: Watched) -> None:
    series = set()
    for service, name, sets, line in emitted(watched):
        assert sets[0] == ["service", "stage"]
        for dimensions in sets:
            assert set(dimensions) <= {"service", "stage"} | DETAILS
            series.add((name, service, *(line[key] for key in dimensions)))

    assert len(series) <= MAX_SERIES


def test_figures_of_a_turn_and_a_build_make_sense(watched: Watched) -> None:
    values: dict[tuple[str, str], list[float]] = {}
    for service, name, _, line in emitted(watched):
        values.setdefault((service, name), []).extend(line[name])

    chat, build = "stream_coach_conversation", "build_training_program"
    assert all(value > 0 for value in values[chat, "FirstTextMs"])
    assert sum(values[chat, "StreamErrors"]) == 1
    assert values[build, "LintScore"][0] > 50
    assert sum(values[build, "CostMicroUsd"]) > 0
    assert sum(values["reconcile_jobs", "JobsStuck"]) >= 2  # a sweep may come between the two
