"""How a build ends when nothing is wrong: a skip, a question or a decline is a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from libs.jobs.models import Announcement, Job

Response = Mapping[str, object]
"""JSON-ready fields of the answer under their wire names."""


@dataclass(frozen=True)
class JobMove:
    """A job's move to another state; `job` replaces `expected` or nothing happens."""

    job: Job
    expected: Job
    announcement: Announcement | None = None
    refund_build: bool = False
    """Give the build back to the day's quota: it never started."""
    joins: str | None = None
    """Id of the job that a trigger would have made: from now on this job answers it."""


Commit = Callable[[JobMove], None]
"""Writes the move together with what was built, in one transaction.

Raises ConditionFailedError when the job has moved on.
"""


@dataclass(frozen=True)
class Built:
    """Something was built and waits for `commit` to make it visible.

    `message` is the text the coach posts. Without `commit` the job's move is all there is to write.
    """

    response: Response
    message: str = ""
    program_id: str | None = None
    workout_ids: tuple[str, ...] | None = None
    commit: Commit | None = None
    follow_up: Callable[[], Response] | None = None
    """Best effort once the result is visible: its fields join the answer; it raises nothing."""


@dataclass(frozen=True)
class Skipped:
    """There was nothing to build; `message` is posted when it is not empty."""

    reason: str
    response: Response = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True)
class NeedsInput:
    """Only the athlete can answer these, at most three."""

    questions: tuple[str, ...]
    response: Response = field(default_factory=dict)


@dataclass(frozen=True)
class Declined:
    """Refused for safety; `message` says why and what to do."""

    code: str
    message: str
    response: Response = field(default_factory=dict)


Outcome = Built | Skipped | NeedsInput | Declined
