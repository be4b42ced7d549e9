"""Kill -9 before and after every write, and before, during and after every model call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from local.bedrock.scripts import Script
from local.faults.judging import Finding
from local.faults.points import Fault, Plan, Point, When
from local.faults.stack import BUILD, START
from local.faults.trial import Case

GROUP = "kill -9"
HEARTBEAT = "heartbeat "
_SLOW = (Script(label="structure", first_delay_s=1.2),)
"""Lets the heartbeat come before the first answer does."""


def points_of(clean: Finding, function: str) -> tuple[Point, ...]:
    """Return the calls of an undisturbed build, heartbeats left out: they come when they come."""
    found = [
        step.point
        for step in clean.log
        if step.function == function and step.phase == "start" and step.point is not None
    ]
    return tuple(point for point in found if not point.name.startswith(HEARTBEAT))


def kill_cases(clean: Finding) -> Iterator[Case]:
    """Yield one case for each point."""
    for function in (START, BUILD):
        points = points_of(clean, function)
        yield from _kills(function, (point for point in points if point.is_write), ("after",))
        yield from _kills(function, (point for point in points if point.is_write), ("before",))
        yield from _kills(
            function,
            (point for point in points if point.is_model),
            ("before", "during", "after"),
        )
    beat = Point(name=f"{HEARTBEAT}write job running extraction")
    yield from _kills(BUILD, [beat], ("before", "after"), scripts=_SLOW)


def repeated_kills(clean: Finding) -> Iterator[Case]:
    """Yield kills of three attempts in a row, which the fourth survives, and of all four."""
    last = [point for point in points_of(clean, BUILD) if point.name.startswith("store")][-3:]
    for point in last:
        yield Case(
            GROUP,
            f"three times before {point.name}",
            Plan(faults={BUILD: (Fault(point=point, action="kill", invocations=(1, 2, 3)),)}),
        )
    first = Point(name="model week")
    yield Case(
        GROUP,
        "every time before model week",
        Plan(faults={BUILD: (Fault(point=first, action="kill", invocations=()),)}),
        expect=frozenset({"failed:attempts"}),
    )


def _kills(
    function: str,
    points: Iterable[Point],
    whens: Iterable[When],
    *,
    scripts: tuple[Script, ...] = (),
) -> Iterator[Case]:
    for point in points:
        for when in whens:
            fault = Fault(point=point, action="kill", when=when)
            name = f"{function}: {when} {point.name} {point.ordinal}"
            yield Case(GROUP, name, Plan(faults={function: (fault,)}), scripts=scripts)
