"""Every port's suite runs on the fake and on the real adapter; athletes are fresh per test."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest

from libs.jobs.ports import JobStore, RequestStore, StepStore, UsageStore
from libs.storage.job_files import ObjectRequestStore, ObjectStepStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.objects import Objects
from libs.storage.table import Table
from libs.storage.usage import DynamoUsageStore
from tests.fakes.jobs import MemoryJobs, MemoryRequests, MemoryResults

_numbers = itertools.count(1)


@dataclass(frozen=True)
class JobStores:
    """Everything about jobs, of one kind: in memory or real."""

    jobs: JobStore
    usage: UsageStore
    requests: RequestStore
    results: StepStore


@pytest.fixture
def user() -> str:
    return f"user-{next(_numbers)}"


@pytest.fixture(params=["memory", "aws"])
def stores(request: pytest.FixtureRequest) -> JobStores:
    if request.param == "memory":
        jobs = MemoryJobs()
        return JobStores(jobs, jobs.usage, MemoryRequests(), MemoryResults())
    table: Table = request.getfixturevalue("table")
    objects: Objects = request.getfixturevalue("objects")
    return JobStores(
        DynamoJobStore(table),
        DynamoUsageStore(table),
        ObjectRequestStore(objects),
        ObjectStepStore(objects),
    )
