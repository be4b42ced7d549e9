"""What everything around jobs shares, wired once per process."""

from __future__ import annotations

from dataclasses import dataclass, field

from libs.clock import Clock
from libs.ids import Ids
from libs.jobs.ports import (
    DailyLimits,
    EventLog,
    Invoker,
    JobStore,
    Metrics,
    Notifier,
    RequestStore,
)
from libs.jobs.transitions import JobTimes


@dataclass(frozen=True)
class JobServices:
    """Stores, clock and settings of the job machinery."""

    jobs: JobStore
    requests: RequestStore
    clock: Clock
    ids: Ids
    log: EventLog
    metrics: Metrics
    limits: DailyLimits
    times: JobTimes = field(default_factory=JobTimes)
    notifier: Notifier | None = None
    invoker: Invoker | None = None
    """None in functions that never dispatch, which are the builds."""
