"""What every suite shares: property tests draw the same examples in every run."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

COUNT = "count: "
ONE_WORKER = (
    "tests/contract/attacks/",
    "tests/contract/test_checklist.py",
    "tests/day/",
    "tests/infrastructure/",
    "tests/integration/",
)
"""Suites that share something slow: a synth, a day, a running system."""


class Together(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Gives each of these suites to one worker, and every other test to whoever is free.

    `--dist loadgroup` should do it by marks; xdist 3.8 under pytest 9.2 runs them apart.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((suite for suite in ONE_WORKER if nodeid.startswith(suite)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Schedule suites as wholes."""
    return Together(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted: a suite of attacks says how many there were."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name.startswith(COUNT) and isinstance(value, int):
                counts[name.removeprefix(COUNT)] += value
    if counts:
        terminalreporter.section("counted")
    for name, value in sorted(counts.items()):
        terminalreporter.line(f"{value:>7,} {name}")
