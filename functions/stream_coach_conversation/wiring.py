"""Settings to clients to adapters to the chat's backend; made once per process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import boto3

from functions.stream_coach_conversation.late_ports import LateBuilds, LateImages
from functions.stream_coach_conversation.settings import Settings
from functions.stream_coach_conversation.snapshot import ChatSnapshot
from libs.ai.bedrock.async_client import AsyncBedrockTextModel
from libs.ai.models import load_tiers
from libs.ai.retry import TokenBucket
from libs.ai.usage import CallRecord, UsageMeter
from libs.auth.tokens import TokenVerifier
from libs.clock import SystemClock
from libs.conversation.replay import TurnReader
from libs.conversation.turn_request import TURN_DEADLINE_S, TurnLimits, TurnPorts
from libs.events.chat_http import ChatBackend
from libs.events.sse import StreamPump
from libs.ids import RandomIds
from libs.late import Late
from libs.memory.recollection import Recollector
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.chat_notes import ChatMemories, TableWorkoutNotes
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.coaches import DynamoCoachStore
from libs.storage.memories import TableMemories
from libs.storage.program_notes import TablePrograms
from libs.storage.table import Table
from libs.storage.turn_reads import TableTurnReads
from libs.storage.turns import DynamoConversationStore
from libs.vectors.connect import WHILE_SOMEBODY_WAITS, connect_memory

if TYPE_CHECKING:
    from functions.stream_coach_conversation.neighbours import Neighbours

SERVICE = "stream_coach_conversation"


@dataclass(frozen=True)
class Wiring:
    """What the handler needs."""

    chat: ChatBackend
    cors_origins: tuple[str, ...]


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Return the function's collaborators.

    Raises:
        SettingsError: the environment is incomplete.
    """
    settings = Settings.from_environment(os.environ)
    session = boto3.Session()
    clock, ids = SystemClock(), RandomIds()
    log = PowertoolsEventLog(service=SERVICE, level=settings.log_level)
    dynamodb = session.client("dynamodb", config=CLIENT_CONFIG)
    table = Table(dynamodb, settings.table_name)
    conversations = DynamoConversationStore(table)
    metrics = EmfMetrics(service=SERVICE, stage=settings.stage)
    neighbours = Late(lambda: _connect(settings, table=table, log=log, metrics=metrics))
    builds = LateBuilds(neighbours)
    model, tokens = _model(settings, session, metrics), _tokens(settings)
    snapshot = ChatSnapshot(model, tokens, lambda: (dynamodb, *neighbours.get().clients))
    ports = TurnPorts(
        conversations=conversations,
        streams=conversations,
        coaches=DynamoCoachStore(table, clock),
        reads=TableTurnReads(table),
        workouts=TableWorkoutNotes(table),
        programs=TablePrograms(table),
        memories=_memories(settings, session, table=table, log=log),
        images=LateImages(neighbours),
        builds=builds,
        model=model,
        clock=clock,
        log=log,
    )
    chat = ChatBackend(
        ports=ports,
        limits=_limits(settings),
        reader=TurnReader(
            conversations=conversations, streams=conversations, jobs=builds, clock=clock
        ),
        tokens=tokens,
        pump=StreamPump(log=log),
        clock=clock,
        ids=ids,
        metrics=metrics,
        preload=model.preload,
        close=model.close,
        before_snapshot=snapshot.before,
        after_restore=snapshot.after,
    )
    return Wiring(chat=chat, cors_origins=settings.cors_origins)


def _memories(
    settings: Settings, session: boto3.Session, *, table: Table, log: PowertoolsEventLog
) -> ChatMemories:
    clock, metrics = SystemClock(), EmfMetrics(service=SERVICE, stage=settings.stage)
    shelf = TableMemories(table, clock)
    index = connect_memory(
        settings,
        session,
        patience=WHILE_SOMEBODY_WAITS,
        clock=clock,
        ids=RandomIds(),
        log=log,
        metrics=metrics,
    )
    return ChatMemories(shelf, index, Recollector(shelf, index, clock=clock))


def _limits(settings: Settings) -> TurnLimits:
    return TurnLimits(
        daily_turn_limit=settings.daily_turn_limit,
        daily_token_limit=settings.daily_token_limit,
        turns_per_minute_limit=settings.turns_per_minute_limit,
    )


def _connect(
    settings: Settings, *, table: Table, log: PowertoolsEventLog, metrics: EmfMetrics
) -> Neighbours:
    # Late: a first byte needs neither these modules nor their clients.
    from functions.stream_coach_conversation.neighbours import connect  # noqa: PLC0415

    return connect(settings, table=table, log=log, metrics=metrics)


def _model(
    settings: Settings, session: boto3.Session, metrics: EmfMetrics
) -> AsyncBedrockTextModel:
    def count(call: CallRecord) -> None:
        metrics.counts(call.figures(), model=call.model_id, step=call.label)

    return AsyncBedrockTextModel(
        tiers=load_tiers(settings.model_tiers),
        region=session.region_name or "us-east-1",
        clock=SystemClock(),
        ids=RandomIds(),
        remaining_s=lambda: TURN_DEADLINE_S,
        token_bucket=TokenBucket(),
        meter=UsageMeter(on_record=count),
    )


def _tokens(settings: Settings) -> TokenVerifier:
    return TokenVerifier(
        issuer=settings.token_issuer,
        jwks_url=settings.jwks_url,
        client_ids=frozenset(settings.token_client_ids),
        clock=SystemClock(),
    )
