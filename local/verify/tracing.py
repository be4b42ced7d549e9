"""One correlation id joins the logs of chat and build (J12)."""

from __future__ import annotations

from libs.storage.jobs import DynamoJobStore
from local.verify.logs import wait_for_records
from local.verify.report import expect
from local.verify.session import Session
from local.verify.target import CHAT, PROGRAM

LOG_TIMEOUT_S = 90.0
"""CloudWatch Logs lags by seconds; our choice."""
START_EVENT = "training_program_generation_started"


def check_logs(run: Session) -> str:
    """J12: the id in the job's record stands in records of the chat and of the build."""
    job = DynamoJobStore(run.target.table()).find(run.user_id, run.job())
    expect(job is not None and bool(job.correlation_id), "the job has no correlation id")
    correlation_id = job.correlation_id if job else ""
    counts = []
    for name in (CHAT, PROGRAM):
        found = wait_for_records(
            run.target.logs[name],
            correlation_id,
            since=run.started_at,
            timeout_s=LOG_TIMEOUT_S,
        )
        expect(bool(found), f"no record of {name} holds {correlation_id}")
        if name == PROGRAM:
            events = {str(record.get("event")) for record in found}
            expect(START_EVENT in events, f"the build's records are {sorted(events)}")
        counts.append(f"{name} {len(found)}")
    return f"{correlation_id} in records of {', '.join(counts)}"
