"""Runs a real handler in a forked child of a warm worker, so that it can be killed at any call.

Only this module reads FAULTS_HANDLER and FAULTS_FOLDER. A killed child is a failed invoke, as on
Lambda; the next invocation gets a child of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import traceback
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

from libs.clock import SystemClock
from libs.storage import items
from local.faults import hooks, short_waits
from local.faults.points import Plan, plan_path
from local.lambda_worker import LambdaContext

BUILDER = "functions.build_training_program.handler"
PAUSE_FACTOR = 0.1
"""Pauses between model retries are this much shorter than in production."""

short_waits.install()
hooks.install()
_name = os.environ["FAULTS_HANDLER"]
if _name == BUILDER:
    hooks.install_model()
_folder = Path(os.environ["FAULTS_FOLDER"])
_handler = importlib.import_module(_name).handler
importlib.import_module(f"{_name.rpartition('.')[0]}.wiring").wiring()


class RuntimeExitError(Exception):
    """The process of an invocation died."""


class HandlerError(Exception):
    """The handler raised."""


def handler(event: dict[str, object], context: LambdaContext) -> object:
    """Run the real handler in a child and return its answer.

    Raises:
        RuntimeExitError: the child was killed.
        HandlerError: the handler raised; the message holds the error's type.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _run(event, context, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        raise RuntimeExitError("the process was killed")
    outcome = json.loads(answer)
    if "error" in outcome:
        raise HandlerError(outcome["error"])
    return outcome["result"]


def _run(event: dict[str, object], context: LambdaContext, writer: int) -> NoReturn:
    outcome: dict[str, object]
    try:
        injector = _prepare(str(event.get("userId", "")), context.function_name)
        try:
            outcome = {"result": _handler(event, context)}
            phase = "returned"
        except Exception as exc:  # the runtime's edge, as in `local.lambda_worker`
            traceback.print_exc()
            outcome = {"error": f"{type(exc).__name__}: {exc}"}
            phase = "raised"
        if injector is not None:
            injector.note("returned" if phase == "returned" else "raised")
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(json.dumps(outcome).encode())
    finally:
        os._exit(0)


def _prepare(user_id: str, function: str) -> hooks.Injector | None:
    path = plan_path(_folder, user_id)
    if not user_id or not path.exists():
        hooks.activate(None)
        return None
    plan = Plan.model_validate_json(path.read_text("utf-8"))
    os.environ.update(plan.environment)
    _limit_items(plan.environment.get("FAULTS_MAX_ITEM_BYTES"))
    invocation = _count(user_id, function)
    skew_s = plan.skews_s[invocation - 1] if invocation <= len(plan.skews_s) else 0.0
    _bend_clock(skew_s)
    injector = hooks.Injector(
        plan, folder=_folder, user_id=user_id, function=function, invocation=invocation
    )
    hooks.activate(injector)
    return injector


def _count(user_id: str, function: str) -> int:
    """Return the number of this invocation for this athlete, counted from 1."""
    with ExitStack() as stack:
        path = _folder / f"{user_id}.{function}.count"
        count = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        stack.callback(os.close, count)
        os.write(count, b".")
        return os.lseek(count, 0, os.SEEK_CUR)


def _limit_items(most_bytes: str | None) -> None:
    if most_bytes:
        patch.object(items, "MAX_ITEM_BYTES", int(most_bytes)).start()


def _bend_clock(skew_s: float) -> None:
    now, sleep = SystemClock.now, SystemClock.sleep
    skew = timedelta(seconds=skew_s)

    def skewed(clock: SystemClock) -> datetime:
        return now(clock) + skew

    def shortened(clock: SystemClock, seconds: float) -> None:
        sleep(clock, seconds * PAUSE_FACTOR)

    patch.object(SystemClock, "now", skewed).start()
    patch.object(SystemClock, "sleep", shortened).start()
