"""Settings to clients to adapters to the build's one callable; made once per process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache, partial

import boto3

from functions.build_training_program.publishing import build
from functions.build_training_program.settings import Settings
from libs.ai.models import load_tiers
from libs.ai.retry import TokenBucket
from libs.clock import SystemClock
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.events.notify import EventBridgeNotifier
from libs.ids import RandomIds
from libs.jobs.invocation import BuildJob
from libs.jobs.ports import DailyLimits
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes
from libs.memory.index import MemoryIndex
from libs.memory.recollection import Recollector
from libs.observability.debug_dump import ObjectDebugDump
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.coaches import DynamoCoachStore
from libs.storage.job_files import ObjectRequestStore, ObjectStepStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.memories import TableMemories
from libs.storage.objects import Objects
from libs.storage.profiles import DynamoProfileStore
from libs.storage.programs import DynamoProgramStore
from libs.storage.table import Table
from libs.storage.usage import DynamoUsageStore
from libs.vectors.connect import IN_BACKGROUND, connect_memory

SERVICE = "build_training_program"


@dataclass(frozen=True)
class Wiring:
    """What the handler needs."""

    job: BuildJob[BuildTrainingProgramEvent]


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Return the function's collaborators.

    Raises:
        SettingsError: the environment is incomplete.
    """
    settings = Settings.from_environment(os.environ)
    session = boto3.Session()
    clock, ids = SystemClock(), RandomIds()
    table = Table(session.client("dynamodb", config=CLIENT_CONFIG), settings.table_name)
    objects = Objects(session.client("s3", config=CLIENT_CONFIG), settings.bucket_name)
    log = PowertoolsEventLog(service=SERVICE, level=settings.log_level)
    bus = session.client("events", config=CLIENT_CONFIG)
    metrics = EmfMetrics(service=SERVICE, stage=settings.stage)
    memory = _memory(settings, session, log=log, metrics=metrics)
    services = JobServices(
        jobs=DynamoJobStore(table),
        requests=ObjectRequestStore(objects),
        clock=clock,
        ids=ids,
        log=log,
        metrics=metrics,
        limits=DailyLimits(tokens=settings.daily_token_limit),
        times=JobTimes(lease_s=settings.job_lease_s),
        notifier=EventBridgeNotifier(bus, bus_name=settings.event_bus_name),
    )
    return Wiring(
        job=BuildJob(
            kind="training_program",
            event_type=BuildTrainingProgramEvent,
            build=partial(
                build,
                coaches=DynamoCoachStore(table, clock),
                profiles=DynamoProfileStore(table, clock),
                programs=DynamoProgramStore(table, objects),
                recollector=Recollector(TableMemories(table, clock), memory, clock=clock),
                tiers=load_tiers(settings.model_tiers),
                region=session.region_name or "us-east-1",
                bucket=TokenBucket(),
                clock=clock,
                ids=ids,
            ),
            start_event="training_program_generation_started",
            start_message="Starting training program generation:",
            services=services,
            results=ObjectStepStore(objects),
            usage=DynamoUsageStore(table),
            dump=ObjectDebugDump(objects, function=SERVICE, clock=clock, log=log),
        )
    )


def _memory(
    settings: Settings, session: boto3.Session, *, log: PowertoolsEventLog, metrics: EmfMetrics
) -> MemoryIndex:
    return connect_memory(
        settings,
        session,
        patience=IN_BACKGROUND,
        clock=SystemClock(),
        ids=RandomIds(),
        log=log,
        metrics=metrics,
    )
