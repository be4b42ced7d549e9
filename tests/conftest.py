"""What every suite shares: property tests draw the same examples in every run."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

COUNT = "count: "


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
