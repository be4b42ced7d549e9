"""JSON log lines by Powertools: an event name and fields; errors as type and place only."""

from __future__ import annotations

import traceback

from aws_lambda_powertools import Logger

from libs.errors import CoachBackendError

_FRAMES = 8


class PowertoolsEventLog:
    """The `EventLog` port over one Powertools logger."""

    def __init__(self, *, service: str, level: str) -> None:
        self._logger = Logger(service=service, level=level, utc=True, use_rfc3339=True)

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what happened."""
        self._logger.info(message or event, extra={"event": event, **fields})

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what was odd and handled."""
        self._logger.warning(message or event, extra={"event": event, **fields})

    def error(
        self, event: str, *, message: str = "", error: BaseException | None = None, **fields: object
    ) -> None:
        """Log what failed, with the error's type and place but without its text."""
        told: dict[str, object] = {"event": event, **fields}
        if error is not None:
            told["error_type"] = type(error).__name__
            told["error_code"] = error.code if isinstance(error, CoachBackendError) else "internal"
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            told["error_place"] = [f"{frame.name}:{frame.lineno}" for frame in frames]
        self._logger.error(message or event, extra=told)

    def bind(self, **fields: object) -> None:
        """Put fields on every following line of this invocation, replacing earlier ones."""
        self._logger.append_keys(**fields)
