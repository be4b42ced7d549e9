"""The API's own handler, with the suite's short waits."""

from __future__ import annotations

from functions.coach_api.handler import handler
from local.faults import short_waits

__all__ = ["handler"]

short_waits.install()
