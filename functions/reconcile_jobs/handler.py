"""The reconciler: sweeps on the minute schedule, takes what the on-failure queue holds."""

from __future__ import annotations

from functions.reconcile_jobs.wiring import wiring
from libs.events.failure_queue import QueueBatch, answer_batch
from libs.jobs.ports import InvocationContext


def handler(event: dict[str, object], context: InvocationContext) -> dict[str, object]:
    """Answer the schedule with the number of stuck jobs, the queue with what failed.

    Raises:
        StorageError: the sweep could not even begin; the next minute repeats it.
    """
    parts = wiring()
    if "Records" not in event:
        return {"stuck": parts.reconciler.sweep()}
    batch = QueueBatch.from_wire(event)
    return {**answer_batch(batch.records, parts.reconciler.given_up, log=parts.log)}
