"""Builds: their state for pollers, and the moves an athlete may ask for."""

from __future__ import annotations

from functions.coach_api.answers import Answer, answer, empty
from functions.coach_api.documents import JobBody, document
from functions.coach_api.routes.access import backend, caller_id, header, new_router
from functions.coach_api.routes.params import JobId
from libs.events.stream_request import checked_id
from libs.jobs.models import Job
from libs.jobs.moves import load_job
from libs.jobs.start import cancel_build, retry_build

RETRY_AFTER_S = 3
router = new_router()


@router.get("/jobs/<jobId>", tags=["jobs"], responses=document(JobBody, also=(304,)))
def get_job(job_id: JobId) -> Answer:
    """Return a build as it is now; 304 when the client's ETag still holds."""
    job = load_job(backend().jobs.jobs, caller_id(router), _checked(job_id))
    headers = _headers(job)
    if _matches(header(router, "if-none-match"), headers["ETag"]):
        return empty(304, headers=headers)
    return answer(job.to_public(), headers=headers)


@router.post("/jobs/<jobId>/retry", tags=["jobs"], responses=document(JobBody))
def retry_job(job_id: JobId) -> Answer:
    """Queue a failed or asking build again; one that runs or is ready is returned as it is."""
    job = retry_build(backend().jobs, caller_id(router), _checked(job_id))
    return answer(job.to_public(), headers=_headers(job))


@router.post("/jobs/<jobId>/cancel", tags=["jobs"], responses=document(JobBody))
def cancel_job(job_id: JobId) -> Answer:
    """Cancel a build; repeats change nothing."""
    job = cancel_build(backend().jobs, caller_id(router), _checked(job_id))
    return answer(job.to_public(), headers=_headers(job))


def _checked(job_id: str) -> str:
    return checked_id(job_id, kind="build")


def _headers(job: Job) -> dict[str, str]:
    headers = {"ETag": f'"{job.version}"', "Cache-Control": "private, no-cache"}
    if job.is_active:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return headers


def _matches(sent: str | None, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in (sent or "").split(",")]
    return etag in tags or "*" in tags
