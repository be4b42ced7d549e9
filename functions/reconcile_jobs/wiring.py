"""Settings to clients to adapters to the reconciler; made once per process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

import boto3

from functions.reconcile_jobs.settings import Settings
from libs.clock import SystemClock
from libs.events.dispatch import LambdaDispatcher
from libs.events.notify import EventBridgeNotifier
from libs.ids import RandomIds
from libs.jobs.ports import DailyLimits, EventLog
from libs.jobs.reconcile import Reconciler
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.job_files import ObjectRequestStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.leftovers import StoredLeftovers
from libs.storage.objects import Objects
from libs.storage.table import Table

SERVICE = "reconcile_jobs"


@dataclass(frozen=True)
class Wiring:
    """What the handler needs."""

    reconciler: Reconciler
    log: EventLog


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Return the function's collaborators.

    Raises:
        SettingsError: the environment is incomplete.
    """
    settings = Settings.from_environment(os.environ)
    session = boto3.Session()
    table = Table(session.client("dynamodb", config=CLIENT_CONFIG), settings.table_name)
    objects = Objects(session.client("s3", config=CLIENT_CONFIG), settings.bucket_name)
    log = PowertoolsEventLog(service=SERVICE, level=settings.log_level)
    services = JobServices(
        jobs=DynamoJobStore(table),
        requests=ObjectRequestStore(objects),
        clock=SystemClock(),
        ids=RandomIds(),
        log=log,
        metrics=EmfMetrics(service=SERVICE, stage=settings.stage),
        limits=DailyLimits(tokens=settings.daily_token_limit),
        times=JobTimes(lease_s=settings.job_lease_s),
        notifier=EventBridgeNotifier(
            session.client("events", config=CLIENT_CONFIG), bus_name=settings.event_bus_name
        ),
        invoker=LambdaDispatcher(
            session.client("lambda", config=CLIENT_CONFIG),
            functions={
                "training_program": settings.build_training_program_function_name,
                "workout": settings.build_workout_function_name,
            },
            log=log,
        ),
    )
    return Wiring(Reconciler(services, StoredLeftovers(table, objects)), log)
