"""The JSON answers of build functions, one shape for all of them."""

from __future__ import annotations

from libs.errors import CoachBackendError
from libs.jobs.models import Job, JobError
from libs.jobs.outcome import Built, Declined, NeedsInput, Outcome, Skipped

Answer = dict[str, object]
_OK = 200
_BAD_REQUEST = 400
_INTERNAL = 500


def answer_to(outcome: Outcome, job: Job) -> Answer:
    """Return the answer of a build that came to an end, the seed's fields at the top level."""
    base: Answer = {"statusCode": _OK, "jobId": job.job_id, **outcome.response}
    match outcome:
        case Built():
            return {**base, "success": True}
        case Skipped():
            return {**base, "success": False, "skipped": True, "reason": outcome.reason}
        case NeedsInput():
            questions = list(outcome.questions)
            return {**base, "success": False, "needsInput": True, "questions": questions}
        case Declined():
            error = {"code": outcome.code, "message": outcome.message}
            return {**base, "success": False, "declined": True, "error": error}


def left_alone(reason: str, job_id: str, *, success: bool = False) -> Answer:
    """Return the answer of an invocation that had nothing to do."""
    return {
        "statusCode": _OK,
        "success": success,
        "skipped": True,
        "reason": reason,
        "jobId": job_id,
    }


def bad_event(fields: tuple[str, ...]) -> Answer:
    """Return the answer to an event that misses fields; each is named in its wire spelling."""
    names = ", ".join(fields)
    return {
        "statusCode": _BAD_REQUEST,
        "success": False,
        "error": {
            "code": "missing_fields",
            "message": f"Missing or unusable: {names}",
            "fields": list(fields),
        },
    }


def failed(error: BaseException, job_id: str, reason: JobError) -> Answer:
    """Return the answer of a build that failed for good."""
    status = error.status_code if isinstance(error, CoachBackendError) else _INTERNAL
    return {
        "statusCode": status,
        "success": False,
        "jobId": job_id,
        "error": {"code": reason.code, "message": reason.message},
    }
