"""Serves the chat's app: `python -m functions.stream_coach_conversation.server PORT`.

The garbage collector rests while modules load and never looks at them afterwards: that saves a
tenth of a cold start, and pauses in later turns.
"""

from __future__ import annotations

import gc

gc.disable()

import sys  # noqa: E402  (everything below loads while the collector rests)

import uvicorn  # noqa: E402
from starlette.types import ASGIApp  # noqa: E402

from functions.stream_coach_conversation.handler import app  # noqa: E402

KEEP_ALIVE_S = 65
COLLECT_AFTER = (20_000, 20, 50)
"""Objects, young and middle collections; Python's own 700, 10, 10 take a sixth of a turn."""


def serve(served: ASGIApp, port: int) -> None:
    """Serve on loopback until told to stop.

    There is no access log: paths hold user ids. Nor does uvicorn print a crash with its message,
    which may quote an athlete: the app logs it without.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    gc.enable()
    uvicorn.run(
        served,
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="critical",
        timeout_keep_alive=KEEP_ALIVE_S,
    )


if __name__ == "__main__":
    serve(app, int(sys.argv[1]))
