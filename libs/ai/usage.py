"""What calls cost: records, a meter that adds them up, and a stop at a spending limit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from libs.ai.models import GEO_SURCHARGE, capability_of, has_geo_surcharge
from libs.ai.ports import ModelReply, Usage
from libs.errors import BudgetExceededError

_MILLION = Decimal(1_000_000)


def cost_usd(model_id: str, usage: Usage) -> Decimal:
    """Return the price of one call in USD; models that are not in the table cost the most."""
    price = capability_of(model_id).price
    dollars = (
        usage.input_tokens * price.input
        + usage.output_tokens * price.output
        + usage.cache_write_tokens * price.cache_write
        + usage.cache_read_tokens * price.cache_read
    ) / _MILLION
    prompt_tokens = usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens
    if price.long_prompt_tokens is not None and prompt_tokens > price.long_prompt_tokens:
        dollars *= price.long_prompt_factor
    return dollars * GEO_SURCHARGE if has_geo_surcharge(model_id) else dollars


def cost_micro_usd(model_id: str, usage: Usage) -> int:
    """Return the price of one call in millionths of a USD, rounded up."""
    micro = cost_usd(model_id, usage) * _MILLION
    return int(micro.to_integral_value(rounding=ROUND_CEILING))


@dataclass(frozen=True)
class CallRecord:
    """One call for the books; tokens and cost include its failed attempts."""

    label: str
    model_id: str
    usage: Usage
    attempts: int = 1
    seconds: float = 0.0
    cost_micro_usd: int = 0
    model_name: str = ""
    """What the endpoint calls the model; the id is what was asked for and paid."""
    gone_model_id: str = ""
    """A model that does not exist any more and was asked first: somebody has to be told."""

    @classmethod
    def of(cls, label: str, reply: ModelReply, *, seconds: float = 0.0) -> CallRecord:
        """Make the record of a collected reply, priced at the model that answered."""
        cost = cost_micro_usd(reply.model_id, reply.usage)
        return cls(
            label, reply.model_id, reply.usage, reply.attempts, seconds, cost, reply.model_name
        )

    def figures(self) -> Mapping[str, int]:
        """Return the metrics of a call by name; what its failed attempts used is included."""
        gone = {"ModelsGone": 1} if self.gone_model_id else {}
        return gone | {
            "TokensIn": self.usage.input_tokens + self.usage.cache_write_tokens,
            "TokensOut": self.usage.output_tokens,
            "CacheReadTokens": self.usage.cache_read_tokens,
            "CostMicroUsd": self.cost_micro_usd,
            "ModelRetries": self.attempts - 1,
        }


@dataclass(frozen=True)
class UsageTotal:
    """Sums over calls; the cost is in millionths of a USD."""

    calls: int = 0
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    cost_micro_usd: int = 0

    @property
    def cost_usd(self) -> Decimal:
        """Return the cost in USD."""
        return self.cost_micro_usd / _MILLION

    @property
    def cache_hit_rate(self) -> float:
        """Return cached tokens read over all prompt tokens, 0 without any."""
        read = self.usage.cache_read_tokens
        prompt = read + self.usage.cache_write_tokens + self.usage.input_tokens
        return read / prompt if prompt else 0.0

    def plus(self, record: CallRecord) -> UsageTotal:
        """Return the sums with one more call."""
        return UsageTotal(
            self.calls + 1,
            self.attempts + record.attempts,
            self.usage + record.usage,
            self.seconds + record.seconds,
            self.cost_micro_usd + record.cost_micro_usd,
        )


class UsageMeter:
    """Collects call records from any number of threads."""

    def __init__(self, on_record: Callable[[CallRecord], None] | None = None) -> None:
        self._lock = threading.Lock()
        self._records: list[CallRecord] = []
        self._on_record = on_record

    def record(self, record: CallRecord) -> None:
        """Add a call and tell the listener."""
        with self._lock:
            self._records.append(record)
        if self._on_record is not None:
            self._on_record(record)

    def records(self) -> tuple[CallRecord, ...]:
        """Return every call so far, in the order in which they ended."""
        with self._lock:
            return tuple(self._records)

    def total(self) -> UsageTotal:
        """Return the sums over all calls."""
        total = UsageTotal()
        for record in self.records():
            total = total.plus(record)
        return total

    def by_label(self) -> Mapping[str, UsageTotal]:
        """Return the sums per label, labels sorted."""
        totals: dict[str, UsageTotal] = {}
        for record in self.records():
            totals[record.label] = totals.get(record.label, UsageTotal()).plus(record)
        return dict(sorted(totals.items()))


class SpendGuard:
    """Stops further calls once the money is spent; for runs against a real account.

    The last call may go over the limit: its cost is known only afterwards.
    """

    def __init__(self, limit_usd: Decimal, *, spent_usd: Callable[[], Decimal]) -> None:
        self._limit_usd = limit_usd
        self._spent_usd = spent_usd

    @classmethod
    def of_meter(cls, limit_usd: Decimal, meter: UsageMeter) -> SpendGuard:
        """Guard what one meter has counted."""
        return cls(limit_usd, spent_usd=lambda: meter.total().cost_usd)

    def check(self) -> None:
        """Do nothing while there is money left.

        Raises:
            BudgetExceededError: the limit is reached.
        """
        if self._spent_usd() >= self._limit_usd:
            raise BudgetExceededError(
                f"The spending limit of {self._limit_usd} USD is reached; raise MAX_USD to go on.",
                budget="max_usd",
                retry_after_s=0,
            )
