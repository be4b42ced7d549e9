"""What the local Lambda endpoint runs: names, handlers, limits and environments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FunctionSpec:
    """One function as the template configures it; limits are Lambda's."""

    name: str
    module: str
    """Python module that holds `handler`."""
    timeout_s: float
    memory_mb: int
    environment: Mapping[str, str] = field(default_factory=dict)
    concurrency: int = 4
    retry_delays_s: tuple[float, ...] = (2.0, 4.0)
    """Waits before the second and third try of an Event; about 60 and 120 s on AWS."""
    on_failure_queue_url: str | None = None
