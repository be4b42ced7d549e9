"""What only some turns need: the bucket and the builders. Importing this costs a cold start."""

from __future__ import annotations

from dataclasses import dataclass

import boto3

from functions.stream_coach_conversation.settings import Settings
from functions.stream_coach_conversation.snapshot import Closable
from libs.clock import SystemClock
from libs.events.build_orders import BuildOrders
from libs.events.dispatch import LambdaDispatcher
from libs.ids import RandomIds
from libs.jobs.ports import DailyLimits
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.images import UploadedImages
from libs.storage.job_files import ObjectRequestStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.objects import Objects
from libs.storage.table import Table


@dataclass(frozen=True)
class Neighbours:
    """Adapters and the clients below them."""

    images: UploadedImages
    builds: BuildOrders
    clients: tuple[Closable, ...]


def connect(
    settings: Settings, *, table: Table, log: PowertoolsEventLog, metrics: EmfMetrics
) -> Neighbours:
    """Make the clients of S3 and Lambda and what stands on them.

    They come from a session of their own: another thread may be making clients of the first one.
    """
    session = boto3.Session()
    s3 = session.client("s3", config=CLIENT_CONFIG)
    functions = session.client("lambda", config=CLIENT_CONFIG)
    objects = Objects(s3, settings.bucket_name)
    invoker = LambdaDispatcher(
        functions,
        functions={
            "training_program": settings.build_training_program_function_name,
            "workout": settings.build_workout_function_name,
            "conversation_summary": settings.build_conversation_summary_function_name,
        },
        log=log,
    )
    services = JobServices(
        jobs=DynamoJobStore(table),
        requests=ObjectRequestStore(objects),
        clock=SystemClock(),
        ids=RandomIds(),
        log=log,
        metrics=metrics,
        limits=DailyLimits(builds=settings.daily_build_limit, tokens=settings.daily_token_limit),
        times=JobTimes(lease_s=settings.job_lease_s),
        invoker=invoker,
    )
    return Neighbours(
        images=UploadedImages(objects),
        builds=BuildOrders(services, invoker=invoker),
        clients=(s3, functions),
    )
