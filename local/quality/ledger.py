"""A step ledger in memory: every step runs once, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

from libs.ai.usage import CallRecord
from libs.training_program.ports import Value


class MemoryLedger:
    """The `StepLedger` port for runs that nobody resumes."""

    def __init__(self, on_progress: Callable[[str, int, int], None] | None = None) -> None:
        self._on_progress = on_progress

    def run(
        self,
        name: str,
        key_input: str,
        output: type[Value],
        fn: Callable[[], tuple[Value, tuple[CallRecord, ...]]],
        *,
        budget_s: float,
        estimated_tokens: int = 0,
    ) -> Value:
        """Run the step."""
        value, _ = fn()
        return value

    def set_progress(self, step: str, done: int, total: int) -> None:
        """Tell the listener."""
        if self._on_progress is not None:
            self._on_progress(step, done, total)
