"""The long form of the stream-fault property: random streams, cuts and faults.

`FULL=1` draws 1,000 of them, as issue 5 asks; `make test` draws 300 to stay within its time.
"""

from __future__ import annotations

import asyncio
import os

from hypothesis import given, settings

from libs.ai.ports import ModelEvent
from tests.unit.test_stream_faults import ENDINGS, EVENTS, Ending, check_outcome, play

EXAMPLES = 1000 if os.environ.get("FULL") else 300


@settings(max_examples=EXAMPLES, deadline=None)
@given(EVENTS, ENDINGS)
def test_streams_end_once_and_honestly(events: list[ModelEvent], ending: Ending) -> None:
    check_outcome(*asyncio.run(play(events, ending)))
