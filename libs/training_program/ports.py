"""What the program engine needs from outside: finished steps, and somewhere to publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from libs.ai.usage import CallRecord
from libs.wire import WireModel

Value = TypeVar("Value", bound=WireModel)


class StepLedger(Protocol):
    """Runs a step once: a finished one is read back and costs nothing.

    Safe from several threads at once.
    """

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
        """Return the stored result of this name and input, or run `fn` and store its result.

        Raises:
            OutOfTimeError: less time is left than the step may take; the next attempt goes on.
            CancelledError: the athlete cancelled the job.
        """
        ...

    def set_progress(self, step: str, done: int, total: int) -> None:
        """Record how far the build is; never goes back."""
        ...
