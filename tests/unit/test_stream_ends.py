"""Streams that meet trouble of their own: each still ends once, and honestly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest

from libs.conversation.history import begins_earlier
from libs.conversation.models import ActiveStream, ClosedTurn, Message
from libs.conversation.replay import LOST_POLLS, TurnReader
from libs.conversation.turn_events import BuildChanged, Failed, Finished, Started, TextDelta
from libs.errors import StorageError
from libs.events.sse import StreamPump
from tests.fakes.conversations import (
    CONVERSATION,
    USER,
    MemoryConversations,
    RecordingBuilds,
)
from tests.fakes.jobs import RecordingLog
from tests.fakes.models import calling, saying
from tests.unit.test_chat_history import message, talk
from tests.unit.test_chat_turn import Chat, terminal


class BrokenStore(MemoryConversations):
    """Fails its last write in a way nobody mapped."""

    def finish_turn(self, closed: ClosedTurn) -> Message | None:
        raise RuntimeError("a bug")


async def test_a_save_that_fails_in_an_unknown_way_still_ends_the_stream() -> None:
    chat = Chat([saying("Hello.")])
    heads, chat.store = chat.store.heads, BrokenStore()
    chat.store.heads = heads

    events = await chat.say("hi")

    ending = terminal(events)
    assert isinstance(ending, Failed)
    assert (ending.code, ending.saved) == ("internal", False)


@dataclass
class FlakyConversations(MemoryConversations):
    """Does not answer polls for a while."""

    lost_polls: int = 0

    def find_active(self, user_id: str, conversation_id: str) -> ActiveStream | None:
        if self.lost_polls:
            self.lost_polls -= 1
            raise StorageError("away")
        return super().find_active(user_id, conversation_id)


@pytest.mark.parametrize(("lost", "ending"), [(LOST_POLLS - 1, Finished), (LOST_POLLS, Failed)])
async def test_a_reader_bridges_a_short_failure_of_the_store_and_tells_a_long_one(
    lost: int, ending: type[object]
) -> None:
    chat = Chat([saying("Hello.")])
    first = await chat.say("hi")
    store = FlakyConversations(chat.store.heads, chat.store.messages, lost_polls=lost)
    reader = TurnReader(
        conversations=store, streams=store, jobs=chat.builds, clock=chat.clock, poll_s=0
    )
    assert isinstance(first[0], Started)

    events = [e async for e in reader.follow(USER, CONVERSATION, first[0].message_id)]

    assert isinstance(terminal(events), ending)


async def test_a_reader_that_stands_still_does_not_hold_the_turn() -> None:
    read: list[int] = []

    async def frames() -> AsyncIterator[bytes]:
        for number in range(500):
            read.append(number)
            yield b"frame"

    stream = StreamPump(log=RecordingLog()).stream(frames())
    await anext(stream)
    await anext(stream)
    for _ in range(600):
        await asyncio.sleep(0)

    assert len(read) == 500
    assert sum([1 async for _ in stream]) == 499


async def test_every_frame_is_sent_before_the_next_is_read() -> None:
    read: list[int] = []

    async def frames() -> AsyncIterator[bytes]:
        for number in range(5):
            read.append(number)
            yield b"%d" % number

    stream = StreamPump(log=RecordingLog()).stream(frames())
    await anext(stream)

    assert [(piece, len(read)) async for piece in stream] == [
        (b"%d" % number, number + 1) for number in range(5)
    ]


class RunningBuilds(RecordingBuilds):
    """A job that has moved on when it is looked at again."""

    state = "running"

    def find_job_json(self, user_id: str, job_id: str) -> Mapping[str, object] | None:
        if self.state == "lost":
            raise StorageError("away")
        return {"jobId": job_id, "kind": "workout", "state": self.state}


@pytest.mark.parametrize(
    ("state", "shown"),
    [("running", ["queued", "running"]), ("queued", ["queued"]), ("lost", ["queued"])],
)
async def test_a_build_that_changes_before_the_turn_ends_is_shown_again(
    state: str, shown: list[str]
) -> None:
    chat = Chat([calling("log_workout", '{"text":"ran 5 km"}'), saying("Great run.")])
    chat.builds = RunningBuilds()
    chat.builds.state = state

    events = await chat.say("I ran 5 km this morning in 24:10")

    builds = [event for event in events if isinstance(event, BuildChanged)]
    assert [build.job["state"] for build in builds] == shown
    assert len({build.job_id for build in builds}) == 1
    assert isinstance(terminal(events), Finished)
    assert isinstance(events[-2], BuildChanged if len(shown) > 1 else TextDelta)


def test_a_stretch_that_fills_what_is_loaded_may_begin_earlier() -> None:
    build = tuple(message(seq, mode="build") for seq in range(1, 61))
    refused = (
        *(message(seq, mode="build", state="refused") for seq in range(1, 5)),
        *build[4:],
    )
    notice = (message(1, "assistant", job_id="job_1", model=None), *build[1:])

    assert begins_earlier(build)
    assert begins_earlier(refused)
    assert begins_earlier(notice)
    assert not begins_earlier((*talk(2), *build[2:]))
    assert not begins_earlier((*build[:58], message(59), message(60)))
