"""One worker process: imports a handler once, then answers invocations line by line.

Requests and answers are JSON lines on the original standard streams; whatever the handler prints
goes to the log file. Being a process of its own it can be killed in the middle of anything, which
is what a Lambda time-out does.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
from dataclasses import dataclass
from typing import IO, Protocol


class Handler(Protocol):
    """A Lambda handler."""

    def __call__(self, event: object, context: LambdaContext) -> object:
        """Answer one event."""
        ...


@dataclass(frozen=True)
class LambdaContext:
    """The part of Lambda's context object that handlers may use."""

    function_name: str
    aws_request_id: str
    memory_limit_in_mb: int
    deadline_s: float
    """Deadline on the monotonic clock."""
    function_version: str = "$LATEST"
    log_group_name: str = ""
    log_stream_name: str = "local"

    @property
    def invoked_function_arn(self) -> str:
        """Return an ARN of the local account."""
        return f"arn:aws:lambda:us-east-1:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left before the process is killed."""
        return max(0, int((self.deadline_s - time.monotonic()) * 1000))


def main(module: str, function_name: str, memory_mb: int, timeout_s: float) -> None:
    """Serve invocations until standard input ends."""
    requests, answers = _claim_streams()
    try:
        handler: Handler = importlib.import_module(module).handler
    except BaseException:
        traceback.print_exc()
        _send(
            answers, {"error": {"errorType": "Runtime.ImportModuleError", "errorMessage": module}}
        )
        raise
    _send(answers, {"ready": True})
    for line in requests:
        call = json.loads(line)
        context = LambdaContext(
            function_name=function_name,
            aws_request_id=call["requestId"],
            memory_limit_in_mb=memory_mb,
            deadline_s=time.monotonic() + timeout_s,
            log_group_name=f"/aws/lambda/{function_name}",
        )
        _send(answers, _answer(handler, call["event"], context))


def _answer(handler: Handler, event: object, context: LambdaContext) -> dict[str, object]:
    try:
        return {"result": json.loads(json.dumps(handler(event, context)))}
    except Exception as exc:  # the runtime's own edge: a raised error is the function's failure
        traceback.print_exc()
        return {"error": {"errorType": type(exc).__name__, "errorMessage": str(exc)}}
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _claim_streams() -> tuple[IO[str], IO[str]]:
    """Take the pipes for the protocol; prints of the handler go to standard error."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return requests, answers


def _send(answers: IO[str], value: object) -> None:
    answers.write(json.dumps(value) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
