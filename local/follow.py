"""Following a build by polling its job, as the API asks a client to."""

from __future__ import annotations

import time
from collections.abc import Iterator

from local.client import CoachClient, Json

FINAL_STATES = frozenset({"ready", "failed", "cancelled", "needs_input"})
POLL_S = 0.4
GIVE_UP_S = 900.0


class BuildTimeoutError(RuntimeError):
    """A build did not end within Lambda's own limit."""


def follow_job(client: CoachClient, job_id: str) -> Iterator[Json]:
    """Yield the job each time it changed, the final state last; polls with the ETag.

    Raises:
        BuildTimeoutError: no final state within 15 minutes.
    """
    etag: str | None = None
    deadline = time.monotonic() + GIVE_UP_S
    while time.monotonic() < deadline:
        headers = {"if-none-match": etag} if etag else {}
        answer = client.request("GET", f"/jobs/{job_id}", headers=headers)
        if answer.status != 304:
            etag = answer.etag
            yield answer.body
            if answer.body.get("state") in FINAL_STATES:
                return
        time.sleep(POLL_S)
    raise BuildTimeoutError(f"the job {job_id} did not end")
