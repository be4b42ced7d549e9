"""Ports whose effects the suite does not look at."""

from __future__ import annotations

from collections.abc import Mapping


class SilentLog:
    """EventLog that keeps nothing."""

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        """Drop a line."""

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        """Drop a line."""

    def error(
        self, event: str, *, message: str = "", error: BaseException | None = None, **fields: object
    ) -> None:
        """Drop a line."""

    def bind(self, **fields: object) -> None:
        """Bind nothing."""


class NoMetrics:
    """Metrics that go nowhere."""

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        """Drop a figure."""

    def counts(self, figures: Mapping[str, float], **dimensions: str) -> None:
        """Drop figures."""

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        """Drop a figure."""


class NoDump:
    """DebugDump that writes nothing."""

    def write(self, *, user_id: str, name: str, content: Mapping[str, object]) -> None:
        """Drop a record."""
