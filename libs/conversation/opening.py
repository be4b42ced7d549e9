"""The one parallel round of store calls before the first byte; what decides 4xx is awaited."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from libs.clock import load_zone, local_date
from libs.coach.models import CoachConfig
from libs.conversation.background import Background
from libs.conversation.context import RECENT_WORKOUTS
from libs.conversation.history import LOADED_MESSAGES
from libs.conversation.models import Conversation, OpenedTurn, TurnOpening, TurnRecord
from libs.conversation.program_day import ProgramDay
from libs.conversation.recall import Recall
from libs.conversation.turn_request import OpenTurn, TurnLimits, TurnPorts, TurnRequest
from libs.errors import CoachBackendError, NotFoundError
from libs.ids import derived_id

RESERVED_TOKENS = 20_000
"""Debited of the day's tokens before a turn, at most a tenth of them: a long context and answer."""
P = ParamSpec("P")
T = TypeVar("T")


async def open_turn(request: TurnRequest, ports: TurnPorts, limits: TurnLimits) -> OpenTurn:
    """Take the conversation's stream and load what may refuse the turn, all at once.

    What only the model needs is read in the same round and awaited later.

    Raises:
        NotFoundError: no such conversation or coach of this athlete.
        InvalidRequestError: an image that is gone, none, or too large.
        ConflictError: another turn streams in this conversation.
        BudgetExceededError: the day's turns or tokens, or the minute's turns, are used up.
        StorageError: the table did not answer.
    """
    user, conversation_id = request.user_id, request.conversation_id
    opening = _opening(request, ports, limits)
    begin = _start(ports.conversations.begin_turn, opening)
    coach_id = request.coach_id or ports.reads.find_coach_id(user, conversation_id)
    standing = _start(ports.reads.find_standing, user, conversation_id, coach_id=coach_id)
    coaches = [] if coach_id else [_start(ports.coaches.list_coaches, user)]
    images = [_start(ports.images.load_image, key) for key in request.image_keys]
    later = _Later(user, conversation_id, ports)
    await asyncio.gather(begin, standing, *coaches, *images, return_exceptions=True)
    try:
        opened, found = begin.result(), standing.result()
        conversation = _conversation(request, found.conversation)
        zone = load_zone(found.profile.time_zone if found.profile else None)
        turn = OpenTurn(
            request=request,
            opening=opening,
            fresh=opened.fresh,
            turn=opened.turn,
            conversation=conversation,
            coach=_coach(conversation, found.coach, *(task.result() for task in coaches)),
            profile=found.profile,
            summary=found.summary,
            images=tuple(image.result() for image in images) if opened.fresh else (),
            background=later.background(opening.turn.user_message_id),
            program=later.program(local_date(opening.now, zone)),
            recall=Recall(request, memories=ports.memories, log=ports.log),
            zone=zone,
        )
    except CoachBackendError:
        await later.end()
        await _release(begin, opening, ports)
        raise
    if not turn.fresh:
        await later.end()
        await turn.background.end()
    return turn


class _Later:
    """The reads of what only the model needs."""

    def __init__(self, user_id: str, conversation_id: str, ports: TurnPorts) -> None:
        find = ports.reads.find_earlier
        self._messages = _start(find, user_id, conversation_id, limit=LOADED_MESSAGES)
        self._workouts = _start(ports.workouts.find_recent, user_id, limit=RECENT_WORKOUTS)
        self._plan = _start(ports.programs.find_active, user_id)
        self._user_id = user_id
        self._ports = ports

    def background(self, own_id: str) -> Background:
        return Background(self._messages, self._workouts, own_id=own_id, log=self._ports.log)

    def program(self, today: date) -> ProgramDay:
        ports = self._ports
        return ProgramDay(self._user_id, self._plan, today, programs=ports.programs, log=ports.log)

    async def end(self) -> None:
        reads = (self._messages, self._workouts, self._plan)
        await asyncio.gather(*reads, return_exceptions=True)


async def _release(begin: asyncio.Task[OpenedTurn], opening: TurnOpening, ports: TurnPorts) -> None:
    if begin.exception() is None and begin.result().fresh:
        await asyncio.to_thread(ports.conversations.release_turn, opening)


def _opening(request: TurnRequest, ports: TurnPorts, limits: TurnLimits) -> TurnOpening:
    ids = (request.conversation_id, request.client_message_id)
    return TurnOpening(
        user_id=request.user_id,
        conversation_id=request.conversation_id,
        turn=TurnRecord(
            client_message_id=request.client_message_id,
            user_message_id=derived_id("message", *ids, "user"),
            assistant_message_id=derived_id("message", *ids, "answer"),
            claim=request.correlation_id,
            started_at=ports.clock.now(),
        ),
        now=ports.clock.now(),
        lease_s=limits.lease_s,
        daily_turn_limit=limits.daily_turn_limit,
        daily_token_limit=limits.daily_token_limit,
        turns_per_minute_limit=limits.turns_per_minute_limit,
        reserved_tokens=min(RESERVED_TOKENS, max(1, limits.daily_token_limit // 10)),
    )


def _start(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Task[T]:
    return asyncio.create_task(asyncio.to_thread(call, *args, **kwargs))


def _conversation(request: TurnRequest, head: Conversation | None) -> Conversation:
    if head is None or (request.coach_id and head.coach_id != request.coach_id):
        raise NotFoundError(
            "There is no such conversation.", kind="conversation", id=request.conversation_id
        )
    return head


def _coach(
    conversation: Conversation, read: CoachConfig | None, *listed: tuple[CoachConfig, ...]
) -> CoachConfig:
    for coach in (*([read] if read else []), *itertools.chain(*listed)):
        if coach.coach_id == conversation.coach_id:
            return coach
    raise NotFoundError("There is no such coach.", kind="coach", id=conversation.coach_id)
