"""The summary build, in the same runner as the other builds."""

from __future__ import annotations

from functions.build_conversation_summary.wiring import wiring
from libs.jobs.ports import InvocationContext
from libs.jobs.runner import run_build_job


def handler(event: dict[str, object], context: InvocationContext) -> dict[str, object]:
    """Answer one invocation.

    Raises:
        CoachBackendError: a retryable fault, after job record and dump, so that Lambda retries.
    """
    return run_build_job(wiring().job, event, context)
