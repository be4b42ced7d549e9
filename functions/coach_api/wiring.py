"""Settings to clients to stores; built once per process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

import boto3
from botocore.config import Config

from functions.coach_api.backend import Backend
from functions.coach_api.settings import Settings
from libs.auth.tokens import TokenVerifier
from libs.clock import SystemClock
from libs.events.dispatch import LambdaDispatcher
from libs.ids import RandomIds
from libs.jobs.ports import DailyLimits, EventLog
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.chat_notes import MemoryKeeper
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.coaches import DynamoCoachStore
from libs.storage.deletion import Deletion
from libs.storage.job_files import ObjectRequestStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.memories import TableMemories
from libs.storage.objects import Objects
from libs.storage.profiles import DynamoProfileStore
from libs.storage.shelves import MemoryShelf, ProgramShelf, WorkoutShelf
from libs.storage.table import Table
from libs.storage.turns import DynamoConversationStore
from libs.vectors.connect import WHILE_SOMEBODY_WAITS, connect_memory, connect_store

SERVICE = "coach_api"
_SIGNING = Config(signature_version="s3v4")
"""boto presigns by version 2 in us-east-1, which would leave the size of an upload open."""


@dataclass(frozen=True)
class Wiring:
    """What the handler needs of this process."""

    settings: Settings
    tokens: TokenVerifier
    log: EventLog
    backend: Backend


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Return the process's wiring, read from the environment once.

    Raises:
        SettingsError: variables are missing.
    """
    settings = Settings.from_environment(os.environ)
    session = boto3.Session()
    clock = SystemClock()
    log = PowertoolsEventLog(service=SERVICE, level=settings.log_level)
    return Wiring(
        settings=settings,
        tokens=TokenVerifier(
            issuer=settings.token_issuer,
            jwks_url=settings.jwks_url,
            client_ids=frozenset(settings.token_client_ids),
            clock=clock,
        ),
        log=log,
        backend=_backend(settings, session, clock, log),
    )


def _backend(
    settings: Settings, session: boto3.Session, clock: SystemClock, log: EventLog
) -> Backend:
    table = Table(session.client("dynamodb", config=CLIENT_CONFIG), settings.table_name)
    s3 = session.client("s3", config=CLIENT_CONFIG.merge(_SIGNING))
    objects = Objects(s3, settings.bucket_name)
    metrics = EmfMetrics(service=SERVICE, stage=settings.stage)
    memory = connect_memory(
        settings,
        session,
        patience=WHILE_SOMEBODY_WAITS,
        clock=clock,
        ids=RandomIds(),
        log=log,
        metrics=metrics,
    )
    store = connect_store(settings, session, patience=WHILE_SOMEBODY_WAITS)
    return Backend(
        clock=clock,
        ids=RandomIds(),
        coaches=DynamoCoachStore(table, clock),
        profiles=DynamoProfileStore(table, clock),
        conversations=DynamoConversationStore(table),
        jobs=JobServices(
            jobs=DynamoJobStore(table),
            requests=ObjectRequestStore(objects),
            clock=clock,
            ids=RandomIds(),
            log=log,
            metrics=metrics,
            limits=DailyLimits(
                builds=settings.daily_build_limit, tokens=settings.daily_token_limit
            ),
            times=JobTimes(lease_s=settings.job_lease_s),
            invoker=_invoker(settings, session, log),
        ),
        programs=ProgramShelf(table, objects),
        workouts=WorkoutShelf(table),
        memories=MemoryShelf(table),
        notes=MemoryKeeper(TableMemories(table, clock), memory),
        objects=objects,
        deletion=Deletion(table, objects, vectors=store, clock=clock),
    )


def _invoker(settings: Settings, session: boto3.Session, log: EventLog) -> LambdaDispatcher:
    return LambdaDispatcher(
        session.client("lambda", config=CLIENT_CONFIG),
        functions={
            "training_program": settings.build_training_program_function_name,
            "workout": settings.build_workout_function_name,
        },
        log=log,
    )
