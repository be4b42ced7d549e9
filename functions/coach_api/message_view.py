"""Messages as clients load them: what a build says is computed from its job, not from old text."""

from __future__ import annotations

from collections.abc import Callable

from libs.conversation.models import Message
from libs.events.ui_stream import build_part
from libs.jobs.models import Job

_SUBJECTS = {"training_program": "training program", "workout": "workout"}


class MessageView:
    """Shows messages of one page; every job is read once."""

    def __init__(self, find_job: Callable[[str], Job | None]) -> None:
        self._find_job = find_job
        self._jobs: dict[str, Job | None] = {}

    def show(self, message: Message) -> dict[str, object]:
        """Return a message with its parts and, when it started a build, the build's state."""
        hidden = {"clientMessageId"}
        wire = {name: item for name, item in message.to_wire().items() if name not in hidden}
        parts: list[dict[str, object]] = []
        if message.content:
            parts.append({"type": "text", "text": message.content})
        job = self._job(message.job_id) if message.job_id else None
        if job is not None:
            public = job.to_public()
            parts.append(build_part(job.job_id, job.kind, public))
            wire |= {"job": public, "jobStatus": status_line(job)}
        return {**wire, "parts": parts}

    def _job(self, job_id: str) -> Job | None:
        if job_id not in self._jobs:
            self._jobs[job_id] = self._find_job(job_id)
        return self._jobs[job_id]


def status_line(job: Job) -> str:
    """Return how a build stands, as one line for the athlete."""
    subject = _SUBJECTS.get(job.kind, "request")
    if job.state == "failed":
        return job.error.message if job.error else f"Your {subject} could not be finished."
    lines = {
        "queued": f"Your {subject} will be started in a moment.",
        "running": f"Your {subject} is being worked on: {job.percent} % done.",
        "ready": job.note or f"Your {subject} is ready.",
        "needs_input": f"Your coach needs a few answers to go on with your {subject}.",
        "cancelled": f"Work on your {subject} was cancelled.",
    }
    return lines[job.state]
