"""The job machinery of the starter."""

from __future__ import annotations

import os
from functools import lru_cache

import boto3

from libs.clock import SystemClock
from libs.events.dispatch import LambdaDispatcher
from libs.ids import RandomIds
from libs.jobs.ports import DailyLimits
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.job_files import ObjectRequestStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.objects import Objects
from libs.storage.table import Table

SERVICE = "start_build"


@lru_cache(maxsize=1)
def wiring() -> JobServices:
    """Return the services that starting needs."""
    environ, session = os.environ, boto3.Session()
    table = Table(session.client("dynamodb", config=CLIENT_CONFIG), environ["TABLE_NAME"])
    objects = Objects(session.client("s3", config=CLIENT_CONFIG), environ["BUCKET_NAME"])
    log = PowertoolsEventLog(service=SERVICE, level=environ["LOG_LEVEL"])
    target = environ["BUILD_TRAINING_PROGRAM_FUNCTION_NAME"]
    return JobServices(
        jobs=DynamoJobStore(table),
        requests=ObjectRequestStore(objects),
        clock=SystemClock(),
        ids=RandomIds(),
        log=log,
        metrics=EmfMetrics(service=SERVICE, stage=environ["STAGE"]),
        limits=DailyLimits(
            builds=int(environ["DAILY_BUILD_LIMIT"]), tokens=int(environ["DAILY_TOKEN_LIMIT"])
        ),
        times=JobTimes(lease_s=float(environ["JOB_LEASE_S"])),
        invoker=LambdaDispatcher(
            session.client("lambda", config=CLIENT_CONFIG),
            functions={"training_program": target},
            log=log,
        ),
    )
