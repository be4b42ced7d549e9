"""Checks and what became of them: ok, FAILED, or NOT CHECKED and why, each with its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import httpx2
from botocore.exceptions import BotoCoreError, ClientError

from libs.errors import CoachBackendError
from local.client import ApiError
from local.follow import BuildTimeoutError

Run = TypeVar("Run")


class CheckFailed(Exception):
    """What was found is not what was promised; the message says both."""


class NotChecked(Exception):
    """The check cannot be made here; the message says why."""


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    FAILED = "FAILED"
    NOT_CHECKED = "NOT CHECKED"


@dataclass(frozen=True)
class Check(Generic[Run]):
    """One line of the checklist; `make` returns what it found, in words."""

    name: str
    title: str
    make: Callable[[Run], str]


@dataclass(frozen=True)
class Finding:
    """What one check gave."""

    name: str
    title: str
    status: Status
    detail: str
    seconds: float

    def line(self) -> str:
        """Return the line that is printed."""
        return (
            f"{self.status:<11} {self.seconds:6.1f} s  {self.name:<6} {self.title}: {self.detail}"
        )


EXPECTED_FAULTS = (
    CheckFailed, ApiError, BuildTimeoutError, ClientError, BotoCoreError, CoachBackendError,
    httpx2.HTTPError, OSError, RuntimeError, ValueError, LookupError,
)  # fmt: skip
"""Faults of the checked system: they fail one check and do not end the script."""


def run_checks(
    checks: Sequence[Check[Run]], run: Run, emit: Callable[[str], None]
) -> list[Finding]:
    """Make every check in order; a failed one does not keep the others from being made."""
    findings = []
    for check in checks:
        started = time.monotonic()
        try:
            status, detail = Status.OK, check.make(run)
        except NotChecked as reason:
            status, detail = Status.NOT_CHECKED, str(reason)
        except EXPECTED_FAULTS as fault:
            status, detail = Status.FAILED, f"{type(fault).__name__}: {fault}"
        seconds = time.monotonic() - started
        finding = Finding(check.name, check.title, status, detail, seconds)
        findings.append(finding)
        emit(finding.line())
    return findings


def summary(findings: Sequence[Finding]) -> str:
    """Return how many checks ended how."""
    counts = {status: sum(item.status is status for item in findings) for status in Status}
    seconds = sum(item.seconds for item in findings)
    return (
        f"{counts[Status.OK]} ok, {counts[Status.FAILED]} failed, "
        f"{counts[Status.NOT_CHECKED]} not checked, {seconds:.0f} s"
    )


def has_failed(findings: Sequence[Finding]) -> bool:
    """Return whether any check failed."""
    return any(item.status is Status.FAILED for item in findings)


def expect(holds: bool, otherwise: str) -> None:
    """Fail the check unless something holds.

    Raises:
        CheckFailed: it does not.
    """
    if not holds:
        raise CheckFailed(otherwise)
