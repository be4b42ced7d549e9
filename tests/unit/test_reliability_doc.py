"""The table of outcomes in docs/reliability.md is the suite's own."""

from __future__ import annotations

import re
from pathlib import Path

from local.faults.__main__ import SUITES
from local.faults.judging import Finding
from local.faults.points import Point, Step
from local.faults.scenarios import scenario_cases
from local.faults.stack import BUILD

DOC = Path("docs/reliability.md").read_text("utf-8")
NAMES = ("write coach+job ready+program", "send event", "get job", "write job ready")


def clean() -> Finding:
    """Return an undisturbed build that has the calls the scenarios look for."""
    log = tuple(
        Step(function=BUILD, invocation=1, phase="start", point=Point(name=name)) for name in NAMES
    )
    return Finding("ready", 1, 1, 5, 5, 0, 1, log, ())


def test_the_table_names_every_situation_with_its_end() -> None:
    section = DOC.split("## Outcomes")[1].split("## ")[0]
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE))
    del rows["Situation"]

    assert rows == {case.name: "/".join(sorted(case.expect)) for case in scenario_cases(clean())}


def test_the_document_names_every_suite() -> None:
    assert all(f"`{name}`" in DOC for name in SUITES)
