"""The long form of the stream-fault property: 1,000 random streams, cuts and faults."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings

from libs.ai.ports import ModelEvent
from tests.unit.test_stream_faults import ENDINGS, EVENTS, Ending, check_outcome, play


@settings(max_examples=1000, deadline=None)
@given(EVENTS, ENDINGS)
def test_a_thousand_streams_end_once_and_honestly(events: list[ModelEvent], ending: Ending) -> None:
    check_outcome(*asyncio.run(play(events, ending)))
