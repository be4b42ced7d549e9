"""Starts a build as the chat turn does, in a process that can be killed at any call."""

from __future__ import annotations

from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.jobs.start import Refused, start_build
from local.faults.starter.wiring import wiring


def handler(event: dict[str, object], context: object) -> dict[str, object]:
    """Start the build that an event asks for.

    Raises:
        CoachBackendError: the turn would fail and the athlete send it again.
    """
    request = BuildTrainingProgramEvent.from_wire(event)
    outcome = start_build(wiring(), "training_program", request)
    if isinstance(outcome, Refused):
        return {"refused": outcome.code}
    return {"jobId": outcome.job.job_id, "existing": outcome.existing}
