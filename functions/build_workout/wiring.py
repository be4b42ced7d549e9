"""Settings to clients to adapters to the build's one callable; made once per process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache, partial

import boto3

from functions.build_workout.recording import build
from functions.build_workout.settings import Settings
from libs.ai.models import load_tiers
from libs.ai.retry import TokenBucket
from libs.clock import SystemClock
from libs.events.build_workout import BuildWorkoutEvent
from libs.events.notify import EventBridgeNotifier
from libs.ids import RandomIds
from libs.jobs.invocation import BuildJob
from libs.jobs.ports import DailyLimits
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes
from libs.memory.index import MemoryIndex
from libs.observability.debug_dump import ObjectDebugDump
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.images import UploadedImages
from libs.storage.job_files import ObjectRequestStore, ObjectStepStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.objects import Objects
from libs.storage.planned_sessions import StoredPlannedSessions
from libs.storage.profiles import DynamoProfileStore
from libs.storage.programs import DynamoProgramStore
from libs.storage.table import Table
from libs.storage.usage import DynamoUsageStore
from libs.storage.workouts import DynamoWorkoutStore
from libs.vectors.connect import IN_BACKGROUND, connect_memory

SERVICE = "build_workout"


@dataclass(frozen=True)
class Wiring:
    """What the handler needs."""

    job: BuildJob[BuildWorkoutEvent]


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
    services = JobServices(
        jobs=DynamoJobStore(table),
        requests=ObjectRequestStore(objects),
        clock=clock,
        ids=ids,
        log=log,
        metrics=metrics,
        limits=DailyLimits(builds=0, tokens=settings.daily_token_limit),
        times=JobTimes(lease_s=settings.job_lease_s),
        notifier=EventBridgeNotifier(bus, bus_name=settings.event_bus_name),
    )
    return Wiring(
        job=BuildJob(
            kind="workout",
            event_type=BuildWorkoutEvent,
            build=partial(
                build,
                workouts=DynamoWorkoutStore(table),
                planned=StoredPlannedSessions(table, DynamoProgramStore(table, objects)),
                images=UploadedImages(objects),
                profiles=DynamoProfileStore(table, clock),
                memory=_memory(settings, session, log=log, metrics=metrics),
                tiers=load_tiers(settings.model_tiers),
                region=session.region_name or "us-east-1",
                bucket=TokenBucket(),
                clock=clock,
                ids=ids,
            ),
            start_event="workout_extraction_started",
            start_message="Starting workout extraction:",
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
