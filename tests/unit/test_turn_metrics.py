"""Figures of a turn."""

from __future__ import annotations

from collections.abc import AsyncIterator

from libs.clock import FrozenClock
from libs.conversation.turn_events import Failed, Started, Status, TextDelta, TurnEvent
from libs.conversation.turn_metrics import measured
from tests.fakes.jobs import NOW, RecordingMetrics


async def figures_of(*events: TurnEvent) -> tuple[RecordingMetrics, list[TurnEvent]]:
    """Return what is recorded when each event takes a second, and what passes."""
    clock, metrics = FrozenClock(NOW), RecordingMetrics()
    started_s = clock.monotonic_s()

    async def slowly() -> AsyncIterator[TurnEvent]:
        for event in events:
            clock.sleep(1.0)
            yield event

    passed = measured(slowly(), metrics=metrics, clock=clock, started_s=started_s)
    return metrics, [event async for event in passed]


async def test_the_first_text_is_timed_once_from_the_arrival_of_the_request() -> None:
    events = (Started("m", "c"), Status("initial_greeting", "x"), TextDelta("a"), TextDelta("b"))

    metrics, passed = await figures_of(*events)

    assert tuple(passed) == events
    assert metrics.figures == [("FirstTextMs", 3000.0, {})]


async def test_a_failed_turn_is_timed_and_counted_by_its_code() -> None:
    metrics, _ = await figures_of(Started("m", "c"), Failed("throttled", "text"))

    assert metrics.figures == [
        ("TurnSeconds", 2.0, {"outcome": "failed"}),
        ("StreamErrors", 1, {"code": "throttled"}),
    ]
