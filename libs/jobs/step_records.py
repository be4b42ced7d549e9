"""What the step ledger stores and reports: results with the calls they took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pydantic import JsonValue

from libs.ai.ports import Usage
from libs.ai.usage import CallRecord
from libs.jobs.models import JobUsage
from libs.wire import WireModel

Value = TypeVar("Value", bound=WireModel)


class StepOutput(NamedTuple, Generic[Value]):
    """What a step made, and the model calls it took."""

    value: Value
    calls: tuple[CallRecord, ...] = ()


class StepCall(WireModel):
    """A call as stored with the step's result."""

    label: str
    model_id: str
    model_name: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    attempts: int = 1
    seconds: float = 0.0
    cost_micro_usd: int = 0

    @classmethod
    def of(cls, record: CallRecord) -> StepCall:
        """Return the storable form."""
        return cls(
            label=record.label,
            model_id=record.model_id,
            model_name=record.model_name,
            input_tokens=record.usage.input_tokens,
            output_tokens=record.usage.output_tokens,
            cache_read_tokens=record.usage.cache_read_tokens,
            cache_write_tokens=record.usage.cache_write_tokens,
            attempts=record.attempts,
            seconds=record.seconds,
            cost_micro_usd=record.cost_micro_usd,
        )

    def record(self) -> CallRecord:
        """Return the call as the books know it."""
        usage = Usage(
            self.input_tokens, self.output_tokens, self.cache_read_tokens, self.cache_write_tokens
        )
        return CallRecord(
            self.label,
            self.model_id,
            usage,
            self.attempts,
            self.seconds,
            self.cost_micro_usd,
            self.model_name,
        )


class StepRecord(WireModel):
    """A step's result as stored."""

    format: int
    value: JsonValue
    calls: tuple[StepCall, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class StepTrace:
    """What a step did in this invocation, for the dump."""

    name: str
    seconds: float
    from_ledger: bool
    calls: tuple[CallRecord, ...]

    def to_wire(self) -> dict[str, object]:
        """Return JSON-ready figures, no text."""
        return {
            "name": self.name,
            "seconds": round(self.seconds, 3),
            "fromLedger": self.from_ledger,
            "calls": [StepCall.of(call).to_wire() for call in self.calls],
        }


def usage_of(calls: Iterable[CallRecord]) -> JobUsage:
    """Return the sums over calls."""
    total = JobUsage()
    for call in calls:
        total = total.plus(
            JobUsage(
                calls=call.attempts,
                input_tokens=call.usage.input_tokens,
                output_tokens=call.usage.output_tokens,
                cache_read_tokens=call.usage.cache_read_tokens,
                cache_write_tokens=call.usage.cache_write_tokens,
                cost_micro_usd=call.cost_micro_usd,
            )
        )
    return total
