"""Figures of a turn, read off its events as they pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from libs.clock import Clock
from libs.conversation.turn_events import Failed, Finished, Stopped, TextDelta, TurnEvent

_MS = 1000


class TurnMetrics(Protocol):
    """Figures for dashboards and alarms; dimensions never hold ids."""

    def count(self, name: str, value: float = 1, **detail: str) -> None:
        """Add to a counter."""
        ...

    def counts(self, figures: Mapping[str, float], **detail: str) -> None:
        """Add to several counters at once."""
        ...

    def seconds(self, name: str, value: float, **detail: str) -> None:
        """Record a duration."""
        ...

    def milliseconds(self, name: str, value: float, **detail: str) -> None:
        """Record a short duration."""
        ...


async def measured(
    events: AsyncIterator[TurnEvent], *, metrics: TurnMetrics, clock: Clock, started_s: float
) -> AsyncIterator[TurnEvent]:
    """Yield the events of a turn unchanged and record what they tell.

    FirstTextMs counts from `started_s` on the monotonic clock, the arrival of the request;
    StreamErrors counts turns whose client got an error after its 200, which no gateway sees.
    """
    spoke = False
    async for event in events:
        taken_s = clock.monotonic_s() - started_s
        yield event  # first: a record takes longer than to send the text
        if isinstance(event, TextDelta) and not spoke:
            spoke = True
            metrics.milliseconds("FirstTextMs", taken_s * _MS)
        elif isinstance(event, Finished | Failed | Stopped):
            metrics.seconds("TurnSeconds", taken_s, outcome=type(event).__name__.lower())
        if isinstance(event, Failed):
            metrics.count("StreamErrors", code=event.code)
