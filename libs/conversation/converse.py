"""The model's side of a turn: calls with tools until it is done, the trigger hidden on the way."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

from libs.ai.ports import (
    ModelEvent,
    ModelMessage,
    ModelRequest,
    ModelStarted,
    Part,
    Stop,
    StopReason,
    TextDelta,
    TextPart,
    ToolInput,
    ToolResultPart,
    ToolUsePart,
)
from libs.conversation.actions import TurnActions
from libs.conversation.answer import Answer
from libs.conversation.context import TurnContext, render_context
from libs.conversation.history import fenced
from libs.conversation.models import MessageState
from libs.conversation.prompts import system_prompt
from libs.conversation.tools import COACH_TOOLS, parse_tool_input
from libs.conversation.trigger import TriggerFilter
from libs.conversation.turn_events import TurnEvent
from libs.conversation.turn_request import OpenTurn, TurnPorts
from libs.conversation.watch import Interruption, TurnWatch
from libs.errors import ModelStreamBrokenError

MAX_MODEL_CALLS = 4
"""Calls of one turn; a model that still wants tools after that is taken at its word so far."""
_NO_TEXT = "(image)"


class Converse:
    """Runs the calls of one turn; afterwards `state` and `interruption` tell how it went."""

    def __init__(
        self,
        opened: OpenTurn,
        *,
        answer: Answer,
        actions: TurnActions,
        ports: TurnPorts,
        max_tokens: int,
    ) -> None:
        self.state: MessageState = "complete"
        self.interruption: Interruption | None = None
        self.context_chars = 0
        self._opened = opened
        self._answer = answer
        self._actions = actions
        self._ports = ports
        self._max_tokens = max_tokens
        self._filter = TriggerFilter()
        self._stop: StopReason | None = None
        self._calls: list[ToolInput] = []
        self._raw: list[str] = []

    @property
    def triggered(self) -> bool:
        """Tell whether the model asked for a program build, in a reply that was not refused."""
        return self._filter.fired and self.state != "refused"

    def refuse(self) -> None:
        """Record a refusal that came as an exception."""
        self.state = "refused"

    async def events(self, watch: TurnWatch, *, notes: tuple[str, ...]) -> AsyncIterator[TurnEvent]:
        """Yield text and tools as they come; nothing is read ahead."""
        messages = await self._messages(notes)
        for _ in range(MAX_MODEL_CALLS):
            self._answer.begin_run()
            async for event in self._call(watch, messages):
                yield event
            if self.interruption is not None or self._stop != "tool_use" or not self._calls:
                break
            results: list[ToolResultPart] = []
            for call in tuple(self._calls):
                value = parse_tool_input(call.raw) or {}
                yield self._answer.call_tool(call.id, call.name, value)
                outcome = await self._actions.run_tool(call)
                results.append(outcome.result)
                for event in outcome.events:
                    yield event
            messages = (*messages, *self._exchange(results))
        self._settle()

    async def _call(
        self, watch: TurnWatch, messages: tuple[ModelMessage, ...]
    ) -> AsyncIterator[TurnEvent]:
        self._begin_call()
        stream = self._ports.model.stream(self._request(messages))
        try:
            while self._stop is None:
                event = await watch.next(stream)
                if isinstance(event, Interruption):
                    self.interruption = event
                    return
                if event is None:
                    raise ModelStreamBrokenError("the model's stream ended without a stop")
                if shown := self._take(event):
                    yield self._answer.add_text(shown)
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        if rest := self._filter.flush():
            yield self._answer.add_text(rest)

    def _begin_call(self) -> None:
        self._calls, self._raw, self._stop = [], [], None

    def _take(self, event: ModelEvent) -> str:
        """Record an event and return the text it lets through."""
        if isinstance(event, TextDelta):
            self._raw.append(event.text)
            return self._filter.feed(event.text)
        if isinstance(event, ModelStarted):
            self._answer.model = event.model_name or event.model_id
        elif isinstance(event, ToolInput):
            self._calls.append(event)
            return self._filter.flush()
        elif isinstance(event, Stop):
            self._stop = event.reason
            self._answer.model = event.model_name or event.model_id
            self._answer.usage += event.usage
        return ""

    def _settle(self) -> None:
        if self._stop in {"max_tokens", "context_window"}:
            self.state = "truncated"
        elif self._stop == "refusal":
            self.state = "refused"

    def _request(self, messages: tuple[ModelMessage, ...]) -> ModelRequest:
        opened = self._opened
        system = system_prompt(opened.coach, opened.profile, mode=opened.conversation.mode)
        self.context_chars = sum(len(block.text) for block in system) + sum(
            len(message.text) for message in messages
        )
        return ModelRequest(
            tier="chat",
            label="chat",
            system=system,
            messages=messages,
            max_tokens=self._max_tokens,
            tools=COACH_TOOLS,
        )

    async def _messages(self, notes: tuple[str, ...]) -> tuple[ModelMessage, ...]:
        opened, request = self._opened, self._opened.request
        history = opened.background.history
        recollection = await opened.recall.result()
        context = TurnContext(
            now=opened.opening.now,
            zone=opened.zone,
            earlier=opened.background.earlier,
            athlete=opened.profile.athlete_profile.summary if opened.profile else "",
            summary=opened.summary,
            program=await opened.program.block(),
            workouts=opened.background.workouts,
            memories=recollection.memories,
            related=recollection.related,
            notes=notes,
        )
        newest: tuple[Part, ...] = (
            TextPart(render_context(context)),
            *opened.images,
            TextPart(fenced(request.text) if request.text.strip() else _NO_TEXT),
        )
        if history and history[-1].role == "user":
            newest = (*history[-1].parts, *newest)
            history = history[:-1]
        return (*history, ModelMessage("user", newest))

    def _exchange(self, results: list[ToolResultPart]) -> tuple[ModelMessage, ModelMessage]:
        said: list[Part] = [TextPart(text)] if (text := "".join(self._raw)).strip() else []
        said += [
            ToolUsePart(call.id, call.name, parse_tool_input(call.raw) or {})
            for call in self._calls
        ]
        return ModelMessage("assistant", tuple(said)), ModelMessage("user", tuple(results))
