"""The system under test: moto's server in a process, Lambda's semantics, warm workers, a schedule.

Lease and retry delays are short; everything else is configured as in production.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from local.bedrock import Answer, ModelCall
from local.faults.rest import Rest
from local.faults.stores import Stores
from local.lambda_api import LambdaApi
from local.lambda_functions import FunctionSpec
from local.lambda_host import Invocation, LambdaHost
from local.offline_coach.responder import OfflineCoach
from local.processes import Child

LEASE_S = 2.5
RETRY_DELAYS_S = (2.6, 2.6)
"""Longer than the lease, as AWS's 60 s are longer than 45 s."""
SCHEDULE_S = 1.0
BUILDER = "functions.build_training_program.handler"
BUILD, START, RECONCILE = "build", "start", "reconcile"
_TIMEOUT_S = 900.0
_DRAIN_S, _POLL_S = 20.0, 0.2


class RememberingCoach:
    """The offline coach, which need not think twice about the same prompt."""

    def __init__(self) -> None:
        self._coach = OfflineCoach()
        self._answers: dict[str, Answer] = {}

    def respond(self, call: ModelCall) -> Answer:
        """Answer one call."""
        key = json.dumps([call.system, [message.text for message in call.messages]])
        if key not in self._answers:
            self._answers[key] = self._coach.respond(call)
        return self._answers[key]


class Stack:
    """Everything that runs; a context manager."""

    def __init__(self, *, concurrency: int = 8, limit_builds: int = 1000) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))
        self.coach = RememberingCoach()
        self._concurrency, self._limit_builds = concurrency, limit_builds
        self._stop = threading.Event()
        self._schedule = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self._aws = Child("aws", "local.aws_server", ["0"], {}, self.folder)
        self.aws_url = self._aws.wait_ready()
        self.stores = Stores(self.aws_url)
        self.host = LambdaHost(log_dir=self.folder, on_failure=self._given_up)
        self._api = LambdaApi(self.host).start()
        self._add(BUILD, BUILDER, self._concurrency)
        self._add(START, "local.faults.starter.handler", 1)
        self._add(RECONCILE, "functions.reconcile_jobs.handler", 1)
        self.rest = Rest(self.host, self.stores, self._environment(), concurrency=1)
        self._schedule.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._schedule.join()
        deadline = time.monotonic() + _DRAIN_S
        while self.host.pending_events() and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        self.host.close()
        self._api.close()
        self._aws.stop()
        if os.environ.get("FAULTS_KEEP"):
            print(f"logs: {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def invoke(self, function: str, event: Mapping[str, object]) -> Invocation:
        """Invoke a function and wait for its answer."""
        spec = self.host.find(function)
        if spec is None:
            raise KeyError(function)
        return self.host.invoke(spec, json.dumps(event), str(uuid.uuid4()))

    def send(self, function: str, event: Mapping[str, object]) -> None:
        """Send an Event invoke."""
        spec = self.host.find(function)
        if spec is not None:
            self.host.invoke_event(spec, json.dumps(event))

    def sweep(self) -> None:
        """Let the reconciler sweep once, beside its schedule."""
        self.invoke(RECONCILE, {"source": "aws.scheduler", "detail": {}})

    def _add(self, name: str, handler: str, concurrency: int) -> None:
        self.host.add(
            FunctionSpec(
                name=name,
                module="local.faults.worker",
                timeout_s=_TIMEOUT_S,
                memory_mb=1024,
                environment={**self._environment(), "FAULTS_HANDLER": handler},
                concurrency=concurrency,
                retry_delays_s=RETRY_DELAYS_S,
            )
        )

    def _environment(self) -> Mapping[str, str]:
        return {
            **self.stores.environment(lease_s=LEASE_S),
            "FAULTS_FOLDER": str(self.folder),
            "DAILY_BUILD_LIMIT": str(self._limit_builds),
            "AWS_ENDPOINT_URL_LAMBDA": self._api.url,
        }

    def _given_up(self, spec: FunctionSpec, record: Mapping[str, object]) -> None:
        """Hand the record to the reconciler, as the on-failure queue does."""
        if spec.name == BUILD and not self._stop.is_set():
            message = {"messageId": str(uuid.uuid4()), "body": json.dumps(record)}
            self.invoke(RECONCILE, {"Records": [message]})

    def _tick(self) -> None:
        while not self._stop.wait(SCHEDULE_S):
            self.sweep()
