"""Renews a lease in the background and notices when it is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from libs.errors import BuildError, CoachBackendError, NotFoundError
from libs.jobs.ports import EventLog


class Heartbeat:
    """A thread that beats until the block ends, or until the lease is gone for good.

    Storage faults are no reason to stop: the next beat may come in time.
    """

    def __init__(self, beat: Callable[[], None], *, every_s: float, log: EventLog) -> None:
        self._beat = beat
        self._every_s = every_s
        self._log = log
        self._stop = threading.Event()
        self._lost: CoachBackendError | None = None
        self._thread = threading.Thread(target=self._run, name="lease-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def check(self) -> None:
        """Do nothing while the lease is held, as far as is known.

        Raises:
            LeaseHeldError, CancelledError, NotFoundError: what the last beat found.
        """
        if self._lost is not None:
            raise self._lost

    def beat(self) -> None:
        """Renew once, now; for the thread and for tests."""
        try:
            self._beat()
        except (BuildError, NotFoundError) as exc:
            self._lost = exc
            self._stop.set()
        except CoachBackendError as exc:
            self._log.warning("lease_renewal_failed", code=exc.code)

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.beat()
