"""One call from its first attempt to its record; shared by both clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from libs.ai.bedrock.events import EventReader
from libs.ai.bedrock.requests import Payload, render_request
from libs.ai.models import ModelTiers
from libs.ai.ports import ModelRequest, Stop, Usage
from libs.ai.retry import MODEL_GONE, Attempts, RetryPolicy, TokenBucket
from libs.ai.usage import CallRecord, SpendGuard, UsageMeter, cost_micro_usd
from libs.clock import Clock
from libs.errors import ModelError
from libs.ids import Ids


@dataclass(frozen=True)
class CallSettings:
    """What all calls of a client share."""

    tiers: ModelTiers
    policy: RetryPolicy
    clock: Clock
    ids: Ids
    remaining_s: Callable[[], float]
    bucket: TokenBucket
    meter: UsageMeter
    guard: SpendGuard | None = None


class Call:
    """One call of the port, however many requests it takes."""

    def __init__(self, settings: CallSettings, request: ModelRequest) -> None:
        self._settings = settings
        self._request = request
        self._tier = settings.tiers.tier(request.tier)
        fallback = self._tier.fallback_model_id
        models = (self._tier.model_id, *([fallback] if fallback else []))
        self._attempts = Attempts(
            settings.policy,
            models=models,
            bucket=settings.bucket,
            ids=settings.ids,
            remaining_s=settings.remaining_s,
        )
        self._started_s = settings.clock.monotonic_s()
        self._wasted_cost = 0
        self._gone_model_id = ""
        self.reader = EventReader(models[0])
        """Follows the current attempt."""
        self.wasted = Usage()
        """Tokens of the attempts that failed."""

    @property
    def sent(self) -> int:
        """Return the requests sent so far."""
        return self._attempts.sent

    def begin(self) -> tuple[Payload, float]:
        """Return the body of the next attempt and its read time-out in seconds.

        Raises:
            BudgetExceededError: the spending limit is reached.
            OutOfTimeError: too little time is left for an answer.
        """
        if self._settings.guard is not None:
            self._settings.guard.check()
        read_s = self._attempts.begin()
        model_id = self._attempts.model_id
        self.reader = EventReader(model_id)
        return render_request(self._request, tier=self._tier, model_id=model_id), read_s

    def fail(self, error: ModelError) -> float | None:
        """Note a failed attempt; return the seconds to wait for the next, None to give up."""
        usage, model_id = self.reader.usage, self._attempts.model_id
        if error.code == MODEL_GONE:
            self._gone_model_id = self._gone_model_id or model_id
        self.wasted += usage
        self._wasted_cost += cost_micro_usd(model_id, usage)
        self.reader = EventReader(model_id)
        return self._attempts.delay_after(error)

    def succeed(self) -> None:
        """Note a usable answer."""
        self._attempts.succeed()

    def whole(self, stop: Stop) -> Stop:
        """Return the stop with the tokens of all attempts."""
        return replace(stop, usage=self.wasted + stop.usage)

    def close(self) -> None:
        """Write the call into the books, whatever came of it; nothing sent is nothing written."""
        if self._attempts.sent == 0:
            return
        model_id = self._attempts.model_id
        settings = self._settings
        settings.meter.record(
            CallRecord(
                label=self._request.label,
                model_id=model_id,
                usage=self.wasted + self.reader.usage,
                attempts=self._attempts.sent,
                seconds=settings.clock.monotonic_s() - self._started_s,
                cost_micro_usd=self._wasted_cost + cost_micro_usd(model_id, self.reader.usage),
                gone_model_id=self._gone_model_id,
            )
        )
