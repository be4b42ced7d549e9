"""The message the coach posts when a job leaves the active states; one per job and state."""

from __future__ import annotations

from collections.abc import Mapping

from libs.ids import derived_id
from libs.jobs.models import Announcement, Job, JobKind, ready_message_id

_SUBJECTS: Mapping[JobKind, str] = {
    "training_program": "your training program",
    "workout": "your workout",
}
_VERBS: Mapping[JobKind, str] = {"training_program": "finish", "workout": "log"}


def announcement_of(job: Job, text: str = "") -> Announcement | None:
    """Return the coach's message for the state a job has just reached, if there is one.

    `text` is what the build says itself; questions and failures have texts of their own.
    """
    if job.kind not in _SUBJECTS:
        return None
    if job.state == "ready":
        return Announcement(message_id=ready_message_id(job.job_id), text=text) if text else None
    if job.state == "needs_input" and job.questions:
        text = _questions(job.questions)
    elif job.state == "failed" and job.error is not None:
        text = text or _failure(job)
    else:
        return None
    message_id = derived_id("message", job.job_id, job.state, str(job.version))
    return Announcement(message_id=message_id, text=text)


def _questions(questions: tuple[str, ...]) -> str:
    lines = "\n".join(f"- {question}" for question in questions)
    return f"Before I can build your training program I need to know:\n\n{lines}"


def _failure(job: Job) -> str:
    reason = job.error.message if job.error else ""
    if job.error and job.error.code == "declined":
        return reason
    return f"I could not {_VERBS[job.kind]} {_SUBJECTS[job.kind]}. {reason}"
