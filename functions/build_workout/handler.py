"""The workout build: parse, build, store, dump, answer; all of it in the shared runner."""

from __future__ import annotations

from functions.build_workout.wiring import wiring
from libs.jobs.ports import InvocationContext
from libs.jobs.runner import run_build_job


def handler(event: dict[str, object], context: InvocationContext) -> dict[str, object]:
    """Answer one invocation.

    Raises:
        CoachBackendError: a retryable fault, after job record and dump, so that Lambda retries.
    """
    return run_build_job(wiring().job, event, context)
