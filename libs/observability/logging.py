"""JSON log lines: an event name and fields, never text of the athlete or the model."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from typing import TextIO

from aws_lambda_powertools import Logger

from libs.errors import CoachBackendError

_RESERVED = frozenset(
    {
        "name",
        "msg",
        "args",
        "level",
        "message",
        "module",
        "lineno",
        "filename",
        "created",
        "asctime",
    }
)
"""Field names that the logging module keeps for itself."""


class PowertoolsEventLog:
    """EventLog on the Powertools logger."""

    def __init__(self, *, service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
        self._logger = Logger(
            service=service, level=level, stream=stream or sys.stdout, use_rfc3339=True, utc=True
        )

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what happened."""
        self._logger.info(message or event, extra=_extra(event, fields), stacklevel=3)

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what was odd and handled."""
        self._logger.warning(message or event, extra=_extra(event, fields), stacklevel=3)

    def error(
        self, event: str, *, message: str = "", error: BaseException | None = None, **fields: object
    ) -> None:
        """Log what failed, with the error's type and place but without its text."""
        if error is not None:
            fields = {**fields, "error_type": type(error).__name__, "error_place": _places(error)}
            code = error.code if isinstance(error, CoachBackendError) else "internal"
            fields.setdefault("error_code", code)
        self._logger.error(message or event, extra=_extra(event, fields), stacklevel=3)

    def bind(self, **fields: object) -> None:
        """Put fields on every following line, replacing earlier ones; an empty one is removed."""
        self._logger.remove_keys([name for name, value in fields.items() if value == ""])
        self._logger.append_keys(**{name: value for name, value in fields.items() if value != ""})

    def bind_task(self, **fields: object) -> None:
        """Put fields on the following lines of the current task and of what it starts."""
        self._logger.thread_safe_append_keys(**fields)


def _extra(event: str, fields: Mapping[str, object]) -> dict[str, object]:
    safe = {f"{name}_" if name in _RESERVED else name: value for name, value in fields.items()}
    return {"event": event, **safe}


def _places(error: BaseException) -> list[str]:
    """Return function and line of each frame; messages may quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
