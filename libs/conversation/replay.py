"""A turn seen again: a stored answer replayed, a running one followed to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from libs.clock import Clock
from libs.conversation.answer import replayed
from libs.conversation.lines import ERROR_TEXTS
from libs.conversation.models import ActiveStream, Message, StreamPart, TokenUsage
from libs.conversation.ports import ActiveStreams, ConversationStore, JobReader
from libs.conversation.turn_events import (
    BuildChanged,
    Failed,
    Finished,
    FinishReason,
    Started,
    Stopped,
    TextDelta,
    ToolAnswered,
    TurnEvent,
)
from libs.errors import CoachBackendError, NotFoundError

POLL_S = 0.5
LOST_POLLS = 10
"""Polls in a row that may fail before a reader is told so."""
_LOOK_BACK = 20
"""Messages searched for the saved answer of a stream that just ended."""
_REASONS: dict[str, FinishReason] = {"truncated": "length", "refused": "content-filter"}


class TurnReader:
    """Reads turns that run, or ran, in some process."""

    def __init__(
        self,
        *,
        conversations: ConversationStore,
        streams: ActiveStreams,
        jobs: JobReader,
        clock: Clock,
        poll_s: float = POLL_S,
    ) -> None:
        self._conversations = conversations
        self._streams = streams
        self._jobs = jobs
        self._clock = clock
        self._poll_s = poll_s

    async def find_running(self, user_id: str, conversation_id: str) -> ActiveStream | None:
        """Return the stream that runs now, or None; one of a dead process does not run.

        Raises:
            NotFoundError: this athlete has no such conversation.
        """
        active, head = await asyncio.gather(
            asyncio.to_thread(self._streams.find_active, user_id, conversation_id),
            asyncio.to_thread(self._conversations.find_conversation, user_id, conversation_id),
        )
        if head is None:
            raise NotFoundError(
                "There is no such conversation.", kind="conversation", id=conversation_id
            )
        return active if active and self._alive(active) else None

    async def follow(
        self, user_id: str, conversation_id: str, message_id: str
    ) -> AsyncIterator[TurnEvent]:
        """Yield the answer from its start, then its growth, then its ending."""
        shown: tuple[StreamPart, ...] = ()
        yield Started(message_id, conversation_id)
        try:
            while (active := await self._poll(user_id, conversation_id)) is not None:
                if active.message_id != message_id or not self._alive(active):
                    break
                for event in grown(shown, active.parts):
                    yield event
                shown = active.parts
                await asyncio.sleep(self._poll_s)
            saved = await self._find_saved(user_id, conversation_id, message_id)
            rest = await self._rest(shown, user_id, saved[1]) if saved else []
        except CoachBackendError:
            saved, rest = None, []
        for event in rest:
            yield event
        if saved is None:
            yield Failed("unavailable", ERROR_TEXTS["unavailable"], saved=False)
        else:
            yield ending_of(*saved, conversation_id=conversation_id)

    async def _poll(self, user_id: str, conversation_id: str) -> ActiveStream | None:
        """Return the running stream, over short failures of the store.

        Raises:
            CoachBackendError: the store stays away.
        """
        for left in reversed(range(LOST_POLLS)):
            try:
                return await asyncio.to_thread(self._streams.find_active, user_id, conversation_id)
            except CoachBackendError:
                if not left:
                    raise
                await asyncio.sleep(self._poll_s)
        return None

    async def _rest(
        self, shown: tuple[StreamPart, ...], user_id: str, answer: Message
    ) -> list[TurnEvent]:
        """Return what the stored answer holds beyond what was shown."""
        events: list[TurnEvent] = []
        text = "".join(part.text for part in shown if part.kind == "text")
        if answer.content.startswith(text) and len(answer.content) > len(text):
            events.append(TextDelta(answer.content[len(text) :]))
        if answer.job_id and not any(part.id == answer.job_id for part in shown):
            job = await asyncio.to_thread(self._jobs.find_job_json, user_id, answer.job_id)
            if job is not None:
                events.append(BuildChanged(answer.job_id, str(job.get("kind", "")), job))
        return events

    async def _find_saved(
        self, user_id: str, conversation_id: str, message_id: str
    ) -> tuple[Message, Message] | None:
        """Return the athlete's message and the answer, when the answer is stored."""
        messages = await asyncio.to_thread(
            self._conversations.find_messages, user_id, conversation_id, limit=_LOOK_BACK
        )
        question: Message | None = None
        for message in messages:
            if message.id == message_id:
                return question or message, message
            if message.role == "user":
                question = message
        return None

    def _alive(self, active: ActiveStream) -> bool:
        return active.lease_until > self._clock.now()


def ending_of(question: Message, answer: Message, *, conversation_id: str) -> TurnEvent:
    """Return the terminal event that a stored answer ended with."""
    usage = answer.usage or TokenUsage()
    if answer.state == "stopped":
        return Stopped(usage, answer.model, answer, question, conversation_id)
    if answer.state == "interrupted":
        return Failed("unavailable", ERROR_TEXTS["unavailable"])
    return Finished(
        reason=_REASONS.get(answer.state, "stop"),
        usage=usage,
        model=answer.model,
        answer=answer,
        user_message=question,
        conversation_id=conversation_id,
        context_chars=0,
    )


def grown(old: tuple[StreamPart, ...], new: tuple[StreamPart, ...]) -> list[TurnEvent]:
    """Return the events that lead from what was shown to what is there now."""
    events: list[TurnEvent] = []
    for index, part in enumerate(new):
        before = old[index] if index < len(old) else None
        if before == part:
            continue
        if before is None or before.kind != part.kind or before.id != part.id:
            events += replayed((part,))
        elif part.kind == "text":
            events.append(TextDelta(part.text[len(before.text) :]))
        else:
            events += [e for e in replayed((part,)) if isinstance(e, ToolAnswered | BuildChanged)]
    return [e for e in events if not isinstance(e, TextDelta) or e.text]
