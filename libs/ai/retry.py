"""The one layer that repeats model calls: it knows the time left and counts what it sends.

Per call: a few attempts on the tier's model with full jitter or the server's own hint, then the
fallback model once. Across calls: a bucket that retries drain and successes refill, so that a
service in trouble is not asked much more often than it would be without retries.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from libs.errors import ModelError, ModelRefusedError, OutOfTimeError
from libs.ids import Ids

MODEL_GONE = "model_gone"
"""`code` of a ModelRejectedError whose model does not exist any more: the fallback may serve."""

BUCKET_CAPACITY = 100
RETRY_COST = 5
SUCCESS_REFUND = 1
"""Five successes pay one retry: at most 1.2 requests per call in the long run."""

MIN_READ_S = 5.0
"""With less time than this for an answer no request is sent; our choice."""

MAX_HINT_S = 60.0
"""A server that asks for a longer pause is given up; our choice."""


@dataclass(frozen=True)
class RetryPolicy:
    """Delays and limits of one kind of caller, in seconds. Source: bedrock.md, section 8."""

    base_delay_s: float
    max_delay_s: float
    read_cap_s: float
    """The longest silence between two bytes."""
    reserve_s: float
    """Time that must remain for saving when an answer comes at its latest."""
    attempts: int = 3


CHAT_RETRIES = RetryPolicy(base_delay_s=0.5, max_delay_s=8.0, read_cap_s=90.0, reserve_s=20.0)
BUILD_RETRIES = RetryPolicy(base_delay_s=2.0, max_delay_s=20.0, read_cap_s=180.0, reserve_s=60.0)
EMBEDDING_RETRIES = RetryPolicy(base_delay_s=0.2, max_delay_s=2.0, read_cap_s=10.0, reserve_s=1.0)


class TokenBucket:
    """Retry tokens of one process, shared by all its calls; starts full."""

    def __init__(self, capacity: int = BUCKET_CAPACITY) -> None:
        self._lock = threading.Lock()
        self._capacity = capacity
        self._tokens = capacity

    def take_retry(self) -> bool:
        """Pay for a retry; False when there is not enough left."""
        with self._lock:
            if self._tokens < RETRY_COST:
                return False
            self._tokens -= RETRY_COST
            return True

    def refund(self) -> None:
        """Put back what a success earns."""
        with self._lock:
            self._tokens = min(self._capacity, self._tokens + SUCCESS_REFUND)


class Attempts:
    """The attempts of one call; not shared between threads."""

    def __init__(
        self,
        policy: RetryPolicy,
        *,
        models: tuple[str, ...],
        bucket: TokenBucket,
        ids: Ids,
        remaining_s: Callable[[], float],
    ) -> None:
        self._policy = policy
        self._models = models
        self._bucket = bucket
        self._ids = ids
        self._remaining_s = remaining_s
        self._on_model = 0
        self._sent_to_model = 0
        self.sent = 0
        """Requests sent so far."""

    @property
    def model_id(self) -> str:
        """Return the model of the current attempt."""
        return self._models[self._on_model]

    def begin(self) -> float:
        """Count an attempt and return its read time-out in seconds.

        Raises:
            OutOfTimeError: too little time is left for any answer.
        """
        read_s = min(self._policy.read_cap_s, self._time_for_reading_s())
        if read_s < min(MIN_READ_S, self._policy.read_cap_s):
            raise OutOfTimeError("Too little time is left for a model call.")
        self.sent += 1
        self._sent_to_model += 1
        return read_s

    def succeed(self) -> None:
        """Note a usable answer."""
        self._bucket.refund()

    def delay_after(self, error: ModelError) -> float | None:
        """Return the seconds to wait before the next attempt, None to give up.

        Moves on to the fallback model when the first one has used up its attempts, is gone, or
        refused; the same text is never sent twice to a model that refused it.
        """
        if error.retryable and self._may_repeat():
            delay_s = self._delay_s(error)
            if self._fits(delay_s) and self._bucket.take_retry():
                return delay_s
        return self._fall_back(error)

    def _may_repeat(self) -> bool:
        # The fallback model gets one attempt.
        return self._on_model == 0 and self._sent_to_model < self._policy.attempts

    def _delay_s(self, error: ModelError) -> float:
        if error.retry_after_s is not None:
            return max(0.0, error.retry_after_s)
        ceiling_s = self._policy.base_delay_s * 2.0 ** (self._sent_to_model - 1)
        jitter: float = self._ids.jitter()
        return jitter * min(self._policy.max_delay_s, ceiling_s)

    def _fits(self, delay_s: float) -> bool:
        return delay_s <= MAX_HINT_S and self._time_for_reading_s() - delay_s >= MIN_READ_S

    def _fall_back(self, error: ModelError) -> float | None:
        helps = error.retryable or isinstance(error, ModelRefusedError) or error.code == MODEL_GONE
        if not helps or self._on_model + 1 >= len(self._models) or not self._fits(0.0):
            return None
        self._on_model += 1
        self._sent_to_model = 0
        return 0.0

    def _time_for_reading_s(self) -> float:
        return self._remaining_s() - self._policy.reserve_s
