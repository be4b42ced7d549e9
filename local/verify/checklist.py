"""The checklist itself, in the order in which it is made."""

from __future__ import annotations

from collections.abc import Callable

from local.verify import (
    access,
    build,
    failures,
    models,
    removal,
    roles,
    stored,
    tracing,
    workout,
)
from local.verify.report import Check, Finding, run_checks
from local.verify.session import Session, open_session
from local.verify.target import Target

CHECKS: tuple[Check[Session], ...] = (
    Check("access", "authorizer of the JSON routes", access.check_tokens),
    Check("access", "tokens at the chat", access.check_chat_tokens),
    Check("access", "other athletes and unknown ids", access.check_strangers),
    Check("api", "routes of coach_api", access.check_routes),
    Check("J9", "Build-mode conversation with the trigger", build.check_conversation),
    Check("J13", "the stream goes on while the build works", build.check_stream_goes_on),
    Check("H4", "the build ends and says so", build.check_ready),
    Check("J10", "program in DynamoDB", stored.check_program_item),
    Check("J11", "details in S3", stored.check_details),
    Check("E8", "debug dump in S3", stored.check_dump),
    Check("J12", "logs of both functions", tracing.check_logs),
    Check("G5", "workout told in chat", workout.check_workout),
    Check("F3-F6", "role of the chat", roles.check_chat_role),
    Check("api", "upload by a signed address", removal.check_upload),
    Check("I4", "async failure, queue, reconciler", failures.check_failures),
    Check("told", "speed and cost", models.tell_speed),
    Check("api", "deletion of the program", removal.check_deletion),
    Check("told", "body version on InvokeModel", models.tell_versions),
)


def make_checklist(
    target: Target, user_name: str, password: str | None, emit: Callable[[str], None]
) -> list[Finding]:
    """Sign in, make every check and return what was found.

    Raises:
        LookupError: the stack has no such user; it was not seeded.
    """
    run = open_session(target, user_name, password)
    try:
        return run_checks(CHECKS, run, emit)
    finally:
        run.close()
