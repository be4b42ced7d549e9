"""One turn: store the message, stream the coach's answer, act on it, save, tell how it ended.

An async iterator of domain events that knows no transport. It reads the model no further than its
consumer asks; whoever consumes it must read it to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from libs.clock import local_date
from libs.conversation import lines
from libs.conversation.actions import TurnActions, user_message
from libs.conversation.answer import Answer
from libs.conversation.commands import (
    Command,
    check_command,
    parse_command,
    unknown_command_text,
)
from libs.conversation.converse import Converse
from libs.conversation.models import ClosedTurn, Message, MessageState
from libs.conversation.ports import SummaryOrder
from libs.conversation.turn_events import (
    Failed,
    Finished,
    FinishReason,
    Started,
    Status,
    Stopped,
    TurnEvent,
)
from libs.conversation.turn_request import OpenTurn, TurnLimits, TurnPorts
from libs.conversation.watch import Interruption, TurnWatch
from libs.errors import (
    BudgetExceededError,
    CoachBackendError,
    ModelRefusedError,
    ModelStreamBrokenError,
    ModelThrottledError,
    ModelUnavailableError,
    StorageError,
)
from libs.safety.red_flags import RedFlag, find_red_flags
from libs.safety.replies import REFUSED, reply_for

if TYPE_CHECKING:
    from libs.conversation.complexity import SummaryDue

_SHOWN_URGENT_NOTE = "The athlete was just shown the fixed text on urgent symptoms. Plan nothing."
_EATING_NOTE = "Signs of an eating disorder: no calories, no deficit, no weight target; be kind."
_REASONS: dict[MessageState, FinishReason] = {
    "complete": "stop",
    "truncated": "length",
    "refused": "content-filter",
}


async def run_turn(
    opened: OpenTurn, ports: TurnPorts, limits: TurnLimits
) -> AsyncIterator[TurnEvent]:
    """Yield the events of a fresh turn; everything awaited inside, nothing left running."""
    turn = _Turn(opened, ports, limits)
    yield Started(opened.turn.assistant_message_id, opened.request.conversation_id)
    try:
        async for event in turn.answer_events():
            yield event
        ending = await turn.end()
    except CoachBackendError as error:
        ports.log.warning("turn_failed", **turn.log_fields(error.code))
        ending = await turn.fail(_error_code(error))
    except Exception as error:  # the edge of the stream: the athlete gets an ending, always
        ports.log.error("turn_crashed", error=error, **turn.log_fields("internal"))
        ending = await turn.fail("internal")
    yield ending
    ports.log.info("turn_ended", **turn.log_fields(type(ending).__name__.lower()))
    await turn.after()


class _Turn:
    """The moves of one turn, in order; holds what they share."""

    def __init__(self, opened: OpenTurn, ports: TurnPorts, limits: TurnLimits) -> None:
        self._opened = opened
        self._ports = ports
        self._limits = limits
        self._answer = Answer()
        self._actions = TurnActions(opened, answer=self._answer, ports=ports)
        self._asked = user_message(opened)
        self._state: MessageState = "complete"
        self._interruption: Interruption | None = None
        self._context_chars = 0
        self._saved: Message | None = None

    async def answer_events(self) -> AsyncIterator[TurnEvent]:
        """Yield everything between the start and the ending."""
        watch = TurnWatch(self._opened, answer=self._answer, ports=self._ports, limits=self._limits)
        async with watch:
            storing = asyncio.create_task(self._store_question())
            yield Status("initial_greeting", lines.LOOKING)
            self._opened.recall.begin(self._opened.conversation.coach_id)
            self._opened.program.begin()
            await storing
            await self._opened.background.load()
            notes: list[str] = []
            async for event in self._before_model(notes):
                yield event
            if not self._answer_is_fixed:
                async for event in self._converse(watch, tuple(notes)):
                    yield event
            async for event in self._actions.changed_builds():
                yield event

    async def end(self) -> TurnEvent:
        """Save what was shown and return how the turn ended."""
        if self._interruption is Interruption.DEADLINE:
            return await self.fail("deadline")
        if self._interruption is Interruption.STOPPED:
            saved = await self._save("stopped")
            return Stopped(
                usage=self._answer.token_usage,
                model=self._answer.model,
                answer=saved,
                user_message=self._asked,
                conversation_id=self._opened.request.conversation_id,
            )
        if not self._answer.text and self._answer.job_id is None:
            return await self.fail("unavailable")
        saved = await self._save(self._state)
        shown = self._opened.recall.shown
        return Finished(
            reason=_REASONS.get(self._state, "stop"),
            usage=self._answer.token_usage,
            model=self._answer.model,
            answer=saved,
            user_message=self._asked,
            conversation_id=self._opened.request.conversation_id,
            context_chars=self._context_chars,
            memories_used=len(shown.memories) + len(shown.related),
        )

    async def fail(self, code: lines.ErrorCode) -> Failed:
        """Save the partial answer and return the failure, whatever saving raises.

        Never claims a save that did not work.
        """
        (saved,) = await asyncio.gather(self._save("interrupted"), return_exceptions=True)
        if isinstance(saved, BaseException):
            self._ports.log.error("turn_not_saved", error=saved, **self.log_fields(code))
            return Failed(code, lines.ERROR_TEXTS[code], saved=False)
        return Failed(code, lines.ERROR_TEXTS[code])

    async def after(self) -> None:
        """Count used memories, ask for a summary when due; awaited: nothing is left behind."""
        self._opened.program.end()
        await self._opened.background.end()
        await self._opened.recall.end()
        # Late: a first byte needs none of these patterns.
        from libs.conversation.complexity import summary_due  # noqa: PLC0415

        opened, answer = self._opened, self._saved
        if answer is None:
            return
        due = summary_due(
            opened.background.earlier,
            self._asked,
            answer,
            covered_seq=opened.summary.up_to_seq if opened.summary else 0,
            today=local_date(opened.opening.now, opened.zone),
        )
        if due is not None:
            await self._request_summary(due)

    async def _request_summary(self, due: SummaryDue) -> None:
        opened = self._opened
        order = SummaryOrder(
            user_id=opened.request.user_id,
            coach_id=opened.conversation.coach_id,
            conversation_id=opened.request.conversation_id,
            reason=due.reason,
            message_count=due.message_count,
            correlation_id=opened.request.correlation_id,
            indicators=due.indicators,
        )
        try:
            await asyncio.to_thread(self._ports.builds.request_summary, order)
        except CoachBackendError as error:
            self._ports.log.warning("summary_not_requested", **self.log_fields(error.code))

    def log_fields(self, code: str) -> dict[str, str]:
        """Return the fields of a log record; ids and codes only."""
        return {
            "code": code,
            "conversation_id": self._opened.request.conversation_id,
            "message_id": self._opened.turn.assistant_message_id,
            "correlation_id": self._opened.request.correlation_id,
        }

    async def _store_question(self) -> None:
        store, opening = self._ports.conversations, self._opened.opening
        place = (opening.user_id, opening.conversation_id)
        if self._asked.seq:
            await asyncio.to_thread(store.replace_message, *place, self._asked)
            return
        self._asked = await asyncio.to_thread(
            store.append_message,
            *place,
            self._asked,
            expected_seq=self._opened.conversation.next_seq,
        )

    @property
    def _answer_is_fixed(self) -> bool:
        return bool(self._answer.text) and RedFlag.MEDICAL_URGENT not in self._flags

    @property
    def _flags(self) -> frozenset[RedFlag]:
        return find_red_flags(self._opened.request.text)

    async def _before_model(self, notes: list[str]) -> AsyncIterator[TurnEvent]:
        """Answer what needs no model; collect what the model must know."""
        flags = self._flags
        command = parse_command(self._opened.request.text)
        if RedFlag.SELF_HARM in flags:
            yield self._answer.add_text(reply_for(RedFlag.SELF_HARM))
            return
        if command is not None:
            if text := _refusal(command):
                yield self._answer.add_text(text)
                return
            note, events = await self._actions.run_command(command)
            notes.append(note)
            for event in events:
                yield event
        if RedFlag.MEDICAL_URGENT in flags:
            notes.append(_SHOWN_URGENT_NOTE)
            yield self._answer.add_text(reply_for(RedFlag.MEDICAL_URGENT))
            self._answer.begin_run()
        if RedFlag.EATING_DISORDER in flags:
            notes.append(_EATING_NOTE)

    async def _converse(self, watch: TurnWatch, notes: tuple[str, ...]) -> AsyncIterator[TurnEvent]:
        talk = Converse(
            self._opened,
            answer=self._answer,
            actions=self._actions,
            ports=self._ports,
            max_tokens=self._limits.max_tokens,
        )
        try:
            async for event in talk.events(watch, notes=notes):
                yield event
        except ModelRefusedError:
            talk.refuse()
        self._context_chars = talk.context_chars
        self._interruption = talk.interruption
        self._state = talk.state
        if talk.state == "refused":
            self._answer.begin_run()
            yield self._answer.add_text(REFUSED)
        elif talk.triggered and talk.interruption is None:
            async for event in self._actions.build(self._reply("complete")):
                yield event

    def _reply(self, state: MessageState) -> Message:
        turn, answer = self._opened.turn, self._answer
        return Message(
            id=turn.assistant_message_id,
            role="assistant",
            content=answer.text,
            created_at=self._ports.clock.now(),
            mode=self._opened.conversation.mode,
            state=state,
            usage=answer.token_usage,
            model=answer.model,
            job_id=answer.job_id,
        )

    async def _save(self, state: MessageState) -> Message:
        reply = self._reply(state)
        shown = bool(reply.content) or reply.job_id is not None
        asked_state: MessageState = "complete" if shown else "failed"
        if state == "refused":
            asked_state = "refused"
        self._asked = self._asked.model_copy(update={"state": asked_state})
        closed = ClosedTurn(
            user_id=self._opened.opening.user_id,
            conversation_id=self._opened.opening.conversation_id,
            turn=self._opened.turn.model_copy(update={"user_seq": self._asked.seq or None}),
            user_message=self._asked,
            answer=reply if shown else None,
            tokens=answer_tokens(reply),
            reserved_tokens=self._opened.opening.reserved_tokens,
            debited_on=self._opened.opening.now.date(),
            now=self._ports.clock.now(),
            expected_seq=(self._asked.seq or self._opened.conversation.next_seq - 1) + 1,
            job_id=self._answer.job_id,
        )
        finish = self._ports.conversations.finish_turn
        try:
            saved = await asyncio.to_thread(finish, closed)
        except StorageError:
            saved = await asyncio.to_thread(finish, closed)
        self._saved = saved
        return saved or reply


def answer_tokens(reply: Message) -> int:
    """Return what an answer debits from the day's tokens."""
    return reply.usage.total if reply.usage else 0


def _refusal(command: Command) -> str | None:
    if command.name is None:
        return unknown_command_text(command)
    skipped = check_command(command)
    return skipped.message if skipped else None


def _error_code(error: CoachBackendError) -> lines.ErrorCode:
    if isinstance(error, ModelThrottledError):
        return "throttled"
    if isinstance(error, ModelUnavailableError | ModelStreamBrokenError):
        return "unavailable"
    if isinstance(error, ModelRefusedError):
        return "refused"
    return "budget" if isinstance(error, BudgetExceededError) else "internal"
