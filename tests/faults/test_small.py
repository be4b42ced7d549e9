"""A handful of each suite on the whole stack; `make faults` has all of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.faults import duplicates, readers
from local.faults.judging import struck
from local.faults.points import Fault, Plan, Point
from local.faults.stack import BUILD, Stack
from local.faults.trial import Case, run
from tests.contract.bedrock.conftest import signer

__all__ = ["signer"]

POINTS = {
    "after a week is stored": (Point(name="store step week-03"), "after"),
    "after the details are stored": (Point(name="store details"), "after"),
}


@pytest.fixture
def stack() -> Iterator[Stack]:
    with Stack(concurrency=2) as running:
        yield running


def test_a_build_killed_anywhere_ends_as_one_program_and_pays_no_finished_step_again(
    stack: Stack,
) -> None:
    cases = [
        Case(
            "kill",
            name,
            Plan.from_wire(
                {"faults": {BUILD: [Fault(point=point, action="kill").to_wire() | {"when": when}]}}
            ),
        )
        for name, (point, when) in POINTS.items()
    ]

    with ThreadPoolExecutor(len(cases)) as lanes:
        results = list(lanes.map(lambda case: run(stack, case), cases))

    assert [result.problems for result in results] == [()] * len(cases)
    assert all(struck(result.finding.log) for result in results)
    assert all(result.finding.programs == 1 for result in results)


@pytest.mark.usefixtures("signer")
def test_duplicate_concurrent_and_late_starts_make_one_program_and_one_message() -> None:
    figures = duplicates.measure(athletes=1)

    assert [figure.name for figure in figures if not figure.holds] == []


@pytest.mark.usefixtures("signer")
def test_readers_never_see_a_part_of_a_program() -> None:
    figures = readers.measure(builds=2)

    assert [figure.name for figure in figures if not figure.holds] == []
