"""Shortens waits that are no settings, in the processes of the suite alone."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from libs.storage import jobs

LEFTOVER_GRACE = timedelta(seconds=2)


def install() -> None:
    """Let the sweeper look after final jobs sooner than after 30 s."""
    patch.object(jobs, "_LEFTOVER_GRACE", LEFTOVER_GRACE).start()
