"""How far a build is, as one number that never falls."""

from __future__ import annotations

from collections.abc import Mapping

from libs.jobs.models import Job, JobKind

STEP_WEIGHTS: Mapping[JobKind, Mapping[str, int]] = {
    "training_program": {"extraction": 20, "plan": 2, "weeks": 68, "repair": 6, "publish": 4},
    "workout": {"extraction": 60, "normalization": 20, "summary": 15, "publish": 5},
    "conversation_summary": {"summary": 95, "publish": 5},
}
"""Steps in order with their share of the time in percent; from the local runs' step times."""
RUNNING_MAX = 99
"""100 percent is said of ready jobs only."""


def percent_of(kind: JobKind, step: str, done: int, total: int) -> int:
    """Return the percentage after `done` of `total` units of a step; 0 for an unknown step."""
    before = 0
    for name, weight in STEP_WEIGHTS[kind].items():
        if name == step:
            share = min(max(done, 0) / total, 1.0) if total > 0 else 0.0
            return min(round(before + weight * share), RUNNING_MAX)
        before += weight
    return 0


def is_ahead(job: Job, step: str, done: int) -> bool:
    """Tell whether a report is ahead of what the job says; a resumed build repeats old ones."""
    order = {name: place for place, name in enumerate(STEP_WEIGHTS[job.kind])}
    return (order.get(step, -1), done) > (order.get(job.step, -1), job.done if job.step else -1)
