"""Runs real handlers in worker processes with Lambda's semantics.

Synchronous invokes wait for the answer. Event invokes are queued, tried up to three times when the
handler raises, dies or runs over its time, and end in the on-failure queue after that.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from local.lambda_functions import FunctionSpec

START_TIMEOUT_S = 60.0
FailureSink = Callable[[FunctionSpec, Mapping[str, object]], None]
"""Takes the record that Lambda sends to an on-failure destination."""


@dataclass(frozen=True)
class Invocation:
    """What one try gave: a result, or an error with Lambda's type and message."""

    result: object = None
    error_type: str | None = None
    error_message: str = ""

    @property
    def failed(self) -> bool:
        """Return whether the function failed."""
        return self.error_type is not None


@dataclass
class _Worker:
    process: subprocess.Popen[str]
    answers: queue.Queue[str] = field(default_factory=queue.Queue)
    pump: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.pump = threading.Thread(target=_pump, args=(self,), daemon=True)
        self.pump.start()

    def read(self, timeout_s: float) -> dict[str, object] | None:
        """Return the next answer line, or None at the end of time or of the process."""
        try:
            line = self.answers.get(timeout=timeout_s)
        except queue.Empty:
            return None
        parsed: dict[str, object] | None = json.loads(line) if line else None
        return parsed

    def kill(self) -> None:
        """Kill -9, as a Lambda time-out does."""
        self.process.kill()
        self.process.wait()
        self.pump.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class LambdaHost:
    """All functions of the local system; safe from several threads."""

    def __init__(
        self, *, log_dir: Path, on_failure: FailureSink, duplicate_events: bool = False
    ) -> None:
        self._specs: dict[str, FunctionSpec] = {}
        self._idle: dict[str, list[_Worker]] = {}
        self._slots: dict[str, threading.Semaphore] = {}
        self._lock = threading.Lock()
        self._events = ThreadPoolExecutor(64, thread_name_prefix="event")
        self._log_dir = log_dir
        self._on_failure = on_failure
        self._duplicate_events = duplicate_events
        self._stopping = threading.Event()
        self._pending = 0
        log_dir.mkdir(parents=True, exist_ok=True)

    def add(self, spec: FunctionSpec) -> None:
        """Register a function."""
        self._specs[spec.name] = spec
        self._idle[spec.name] = []
        self._slots[spec.name] = threading.Semaphore(spec.concurrency)

    def find(self, name: str) -> FunctionSpec | None:
        """Return a function by its name or ARN."""
        return self._specs.get(name.rsplit(":", 1)[-1])

    def invoke(self, spec: FunctionSpec, payload: str, request_id: str) -> Invocation:
        """Run one try and wait for it; at most `concurrency` tries run at once."""
        with self._slots[spec.name]:
            worker = self._take(spec)
            if worker is None:
                return Invocation(None, "Runtime.ExitError", "the function could not be started")
            return self._call(spec, worker, payload, request_id)

    def invoke_event(self, spec: FunctionSpec, payload: str) -> str:
        """Queue an Event invoke and return its request id."""
        request_id = str(uuid.uuid4())
        for _ in range(2 if self._duplicate_events else 1):
            with self._lock:
                self._pending += 1
            self._events.submit(self._run_event, spec, payload, request_id)
        return request_id

    def pending_events(self) -> int:
        """Return how many Event invokes are queued, running or waiting for a retry."""
        return self._pending

    def kill_workers(self, name: str) -> int:
        """Kill every idle worker of a function and return how many there were."""
        with self._lock:
            workers, self._idle[name] = self._idle[name], []
        for worker in workers:
            worker.kill()
        return len(workers)

    def close(self) -> None:
        """Stop retries and end all workers."""
        self._stopping.set()
        self._events.shutdown(wait=False, cancel_futures=True)
        for name in self._specs:
            self.kill_workers(name)

    def _run_event(self, spec: FunctionSpec, payload: str, request_id: str) -> None:
        try:
            last = Invocation()
            for delay_s in (0.0, *spec.retry_delays_s):
                if self._stopping.wait(delay_s):
                    return
                last = self.invoke(spec, payload, request_id)
                if not last.failed:
                    return
            self._on_failure(spec, _failure_record(spec, payload, request_id, last))
        finally:
            with self._lock:
                self._pending -= 1

    def _take(self, spec: FunctionSpec) -> _Worker | None:
        with self._lock:
            while self._idle[spec.name]:
                worker = self._idle[spec.name].pop()
                if worker.process.poll() is None:
                    return worker
        worker = self._start(spec)
        if (worker.read(START_TIMEOUT_S) or {}).get("ready"):
            return worker
        worker.kill()
        return None

    def _start(self, spec: FunctionSpec) -> _Worker:
        log = (self._log_dir / f"{spec.name}.log").open("a", encoding="utf-8")
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "local.lambda_worker",
                spec.module,
                spec.name,
                str(spec.memory_mb),
                str(spec.timeout_s),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            env={**os.environ, **spec.environment, "AWS_LAMBDA_FUNCTION_NAME": spec.name},
        )
        log.close()
        return _Worker(process)

    def _call(
        self, spec: FunctionSpec, worker: _Worker, payload: str, request_id: str
    ) -> Invocation:
        line = json.dumps({"requestId": request_id, "event": json.loads(payload)})
        try:
            assert worker.process.stdin is not None  # noqa: S101 (opened as a pipe above)
            worker.process.stdin.write(line + "\n")
            worker.process.stdin.flush()
        except (BrokenPipeError, OSError):
            worker.kill()
            return Invocation(None, "Runtime.ExitError", "the worker had died")
        started = time.monotonic()
        answer = worker.read(spec.timeout_s)
        if answer is None:
            worker.kill()
            timed_out = time.monotonic() - started >= spec.timeout_s
            message = f"Task timed out after {spec.timeout_s:.2f} seconds"
            return (
                Invocation(None, "Sandbox.Timedout", message)
                if timed_out
                else Invocation(None, "Runtime.ExitError", "Runtime exited")
            )
        with self._lock:
            self._idle[spec.name].append(worker)
        error = answer.get("error")
        if isinstance(error, dict):
            return Invocation(None, str(error["errorType"]), str(error["errorMessage"]))
        return Invocation(answer.get("result"))


def _pump(worker: _Worker) -> None:
    """Move answer lines into the queue; an empty line marks the end of the process."""
    assert worker.process.stdout is not None  # noqa: S101 (opened as a pipe above)
    for line in worker.process.stdout:
        worker.answers.put(line)
    worker.answers.put("")


def _failure_record(
    spec: FunctionSpec, payload: str, request_id: str, last: Invocation
) -> dict[str, object]:
    """Return the record of Lambda's on-failure destination, schema version 1.0."""
    return {
        "version": "1.0",
        "requestContext": {
            "requestId": request_id,
            "functionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{spec.name}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 1 + len(spec.retry_delays_s),
        },
        "requestPayload": json.loads(payload),
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "responsePayload": {"errorType": last.error_type, "errorMessage": last.error_message},
    }
