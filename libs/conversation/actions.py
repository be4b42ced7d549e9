"""What a turn may set in motion: workouts, memories, program builds. Each tells what happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from libs.ai.ports import ToolInput, ToolResultPart
from libs.clock import iso_instant
from libs.conversation import lines
from libs.conversation.answer import Answer
from libs.conversation.commands import Command, is_question_or_plan
from libs.conversation.gate import GateClosed, check_build_gate
from libs.conversation.history import (
    SECTION_MESSAGES,
    begins_earlier,
    build_section,
)
from libs.conversation.models import Message
from libs.conversation.own_words import workout_words
from libs.conversation.ports import (
    BuildRefused,
    BuildStarted,
    MemoryNote,
    ProgramOrder,
    WorkoutOrder,
)
from libs.conversation.tools import (
    LOG_WORKOUT,
    SAVE_MEMORY,
    parse_tool_input,
    read_log_workout,
    read_save_memory,
)
from libs.conversation.turn_events import Status, TurnEvent
from libs.conversation.turn_request import OpenTurn, TurnPorts
from libs.errors import CoachBackendError
from libs.safety.replies import reply_for

_LOGGED_NOTE = (
    "The workout in this message was accepted and is being saved in the background; it is not "
    "saved yet. Do not call log_workout for it."
)
_NOT_LOGGED_NOTE = "The workout in this message could NOT be logged; the athlete was told so."
_REMEMBERED_NOTE = "The memory the athlete asked for was saved; they were told so."
_NOT_REMEMBERED_NOTE = "The memory could NOT be saved; the athlete was told so."
MAX_MEMORIES = 3
"""Memories of one turn, so that a pasted page cannot fill the athlete's memory."""
_OWN_CODES = frozenset({"dispatch", "storage", "condition_failed", "internal", "item_too_large"})
"""Refusals whose reason is ours: the fixed line with a retry hint is shown instead."""


@dataclass(frozen=True)
class ToolOutcome:
    """What a tool call gave, for the model and for the screen."""

    result: ToolResultPart
    events: tuple[TurnEvent, ...]


class TurnActions:
    """The side effects of one turn, each at most once."""

    def __init__(self, opened: OpenTurn, *, answer: Answer, ports: TurnPorts) -> None:
        self._opened = opened
        self._answer = answer
        self._ports = ports
        self._workout_started = False
        self._memories = 0
        self._jobs: dict[str, Mapping[str, object]] = {}

    async def run_command(self, command: Command) -> tuple[str, tuple[TurnEvent, ...]]:
        """Do a checked command; return the note for the model and what to show."""
        if command.name == "log-workout":
            started, events = await self._log_workout(command.text, slash=command.typed)
            return (_LOGGED_NOTE if started else _NOT_LOGGED_NOTE), events
        memory = MemoryNote("context", command.text, importance="high")
        saved, status = await self._save_memory(memory)
        return (_REMEMBERED_NOTE if saved else _NOT_REMEMBERED_NOTE), (status,)

    async def run_tool(self, call: ToolInput) -> ToolOutcome:
        """Do what the model asked for, if code agrees."""
        value = parse_tool_input(call.raw)
        if call.name == LOG_WORKOUT and (workout := read_log_workout(value)):
            return await self._log_tool(call, workout.text)
        if call.name == SAVE_MEMORY and (memory := read_save_memory(value)):
            if self._memories >= MAX_MEMORIES:
                return self._told(call, False, "enough was saved in this turn")
            note = MemoryNote(memory.kind, memory.text, memory.importance, memory.coach_only)
            saved, status = await self._save_memory(note)
            return self._told(call, saved, "saved" if saved else "not saved", (status,))
        return self._told(call, False, "unknown tool or input that does not fit its schema")

    async def build(self, reply: Message) -> AsyncIterator[TurnEvent]:
        """Start the program build that the reply triggered, if the gate is open."""
        section = await self._section(reply)
        closed = check_build_gate(mode=reply.mode, section=section)
        if closed is not None:
            if text := _closed_text(closed):
                self._answer.begin_run()
                yield self._answer.add_text(text)
            return
        yield Status("training_program_generation_start", lines.PROGRAM_START)
        outcome = await self._start_program(section, reply)
        if isinstance(outcome, BuildRefused):
            self._ports.log.warning("program_not_started", code=outcome.code)
            yield Status("training_program_generation_error", _refusal_text(outcome))
            return
        self._answer.job_id = outcome.job_id
        yield self._show_build(outcome, "training_program")
        yield _started_status(outcome)

    async def changed_builds(self) -> AsyncIterator[TurnEvent]:
        """Show the builds of this turn that have changed since; read once, at its end."""
        for job_id, shown in self._jobs.items():
            try:
                job = await asyncio.to_thread(
                    self._ports.builds.find_job_json, self._opened.request.user_id, job_id
                )
            except CoachBackendError as error:
                self._ports.log.warning("job_not_read_again", code=error.code)
                continue
            if job is not None and job != shown:
                yield self._answer.change_build(job_id, str(job.get("kind", "")), job)

    def _show_build(self, started: BuildStarted, kind: str) -> TurnEvent:
        self._jobs[started.job_id] = started.job
        return self._answer.change_build(started.job_id, kind, started.job)

    async def _log_tool(self, call: ToolInput, told: str) -> ToolOutcome:
        request = self._opened.request
        text = workout_words(
            request.text, told, self._opened.background.earlier, has_images=bool(request.image_keys)
        )
        if self._workout_started:
            return self._told(call, True, "already being logged")
        if text is None:
            return self._told(call, False, "not logged: these are not the athlete's own numbers")
        if is_question_or_plan(request.text) or is_question_or_plan(text):
            return self._told(call, False, "a question or a plan is not logged")
        started, events = await self._log_workout(text, slash=None)
        return self._told(call, started, "accepted, not saved yet" if started else "failed", events)

    async def _log_workout(
        self, text: str, *, slash: str | None
    ) -> tuple[bool, tuple[TurnEvent, ...]]:
        request, opened = self._opened.request, self._opened
        order = WorkoutOrder(
            user_id=request.user_id,
            coach_id=opened.conversation.coach_id,
            conversation_id=request.conversation_id,
            message_id=opened.turn.user_message_id,
            text=text,
            coach=opened.coach,
            completed_at=None,
            message_timestamp=iso_instant(request.sent_at),
            slash_command=slash,
            time_zone=opened.zone.key,
            directive=opened.profile.directive if opened.profile else None,
            correlation_id=request.correlation_id,
            image_keys=request.image_keys,
        )
        try:
            outcome = await asyncio.to_thread(self._ports.builds.start_workout, order)
        except CoachBackendError as error:
            outcome = BuildRefused(error.code, "")
        if isinstance(outcome, BuildRefused):
            self._ports.log.warning("workout_not_started", code=outcome.code)
            return False, (Status("workout_analysis", lines.WORKOUT_NOT_STARTED),)
        self._workout_started = True
        shown = self._show_build(outcome, "workout")
        return True, (Status("workout_analysis", lines.WORKOUT_DETECTED), shown)

    async def _save_memory(self, memory: MemoryNote) -> tuple[bool, Status]:
        self._memories += 1
        try:
            saved = await asyncio.to_thread(
                self._ports.memories.save,
                self._opened.request.user_id,
                self._opened.conversation.coach_id,
                memory,
                source_id=f"{self._opened.turn.user_message_id}-{self._memories}",
            )
        except CoachBackendError as error:
            self._ports.log.warning("memory_not_saved", code=error.code)
            return False, Status("memory_analysis", lines.MEMORY_NOT_SAVED)
        self._ports.log.info("memory_saved", is_new=saved.is_new, indexed=saved.indexed)
        text = lines.MEMORY_SAVED if saved.is_new else lines.MEMORY_KNOWN
        return True, Status("memory_analysis", text)

    async def _start_program(
        self, section: tuple[Message, ...], reply: Message
    ) -> BuildStarted | BuildRefused:
        request, opened = self._opened.request, self._opened
        order = ProgramOrder(
            user_id=request.user_id,
            coach_id=opened.conversation.coach_id,
            conversation_id=request.conversation_id,
            message_id=reply.id,
            messages=section,
            coach=opened.coach,
            profile=opened.profile,
            time_zone=opened.zone.key,
            correlation_id=request.correlation_id,
        )
        try:
            return await asyncio.to_thread(self._ports.builds.start_program, order)
        except CoachBackendError as error:
            return BuildRefused(error.code, "")

    async def _section(self, reply: Message) -> tuple[Message, ...]:
        """Return the build section with this turn, loading further back when it may begin there."""
        opened, earlier = self._opened, self._opened.background.earlier
        if earlier and earlier[0].seq > 1 and begins_earlier(earlier):
            earlier = await asyncio.to_thread(
                self._ports.conversations.find_messages,
                opened.request.user_id,
                opened.request.conversation_id,
                limit=SECTION_MESSAGES,
                before_seq=earlier[-1].seq + 1,
            )
        asked = user_message(opened)
        return build_section((*(old for old in earlier if old.id != asked.id), asked, reply))

    def _told(
        self, call: ToolInput, ok: bool, text: str, events: tuple[TurnEvent, ...] = ()
    ) -> ToolOutcome:
        shown = self._answer.answer_tool(
            call.id, {"result": text} if ok else None, None if ok else text
        )
        return ToolOutcome(ToolResultPart(call.id, text, is_error=not ok), (shown, *events))


def user_message(opened: OpenTurn) -> Message:
    """Return the athlete's message of this turn as it is stored."""
    request = opened.request
    return Message(
        id=opened.turn.user_message_id,
        seq=opened.turn.user_seq or 0,
        role="user",
        content=request.text,
        created_at=opened.opening.now,
        mode=opened.conversation.mode,
        image_keys=request.image_keys,
        client_message_id=request.client_message_id,
    )


def _closed_text(closed: GateClosed) -> str | None:
    if closed.reason == "mode":
        return None
    return reply_for(closed.flag) if closed.flag else lines.PROGRAM_NOT_CONFIRMED


def _started_status(started: BuildStarted) -> Status:
    """Say what is true of the job: a repeat may meet one that has ended."""
    if not started.existing:
        return Status("training_program_generation_started", lines.PROGRAM_STARTED)
    state = started.job.get("state")
    if state == "ready":
        return Status("training_program_generation_complete", lines.PROGRAM_READY)
    if state in {"failed", "cancelled"}:
        return Status("training_program_generation_error", lines.PROGRAM_NOT_STARTED)
    return Status("training_program_generation_started", lines.PROGRAM_RUNNING)


def _refusal_text(refused: BuildRefused) -> str:
    if refused.code in _OWN_CODES or not refused.message:
        return lines.PROGRAM_NOT_STARTED
    return refused.message
