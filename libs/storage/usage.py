"""What an athlete used per UTC day: builds, turns, tokens, cost; and turns per minute.

Additions go through transactions of one: their request token makes a repeated send harmless.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from libs.errors import BudgetExceededError, ConditionFailedError
from libs.storage.items import SCHEMA_VERSION, model_of
from libs.storage.keys import minute_key, usage_key
from libs.storage.table import Table
from libs.storage.writes import PRESENT, Write, update
from libs.wire import WireModel

if TYPE_CHECKING:
    # The chat counts turns: its cold start needs no job models.
    from libs.jobs.models import JobUsage

USAGE_LABEL, MINUTE_LABEL = "usage", "minute"
_KEPT_DAYS = 400
_MINUTE_KEPT = timedelta(hours=1)
_MINUTE_S = 60
_MESSAGES = {
    "builds": "You have started as many programs as one day allows. Try again tomorrow.",
    "turns": "You have sent as many messages as one day allows. Come back tomorrow.",
    "tokens": "Your coach has worked as much for you as one day allows. Come back tomorrow.",
    "turns_per_minute": "That was fast. Wait a moment before the next message.",
}


class DayUsage(WireModel):
    """The counters of a day; tokens include estimates of calls that are under way."""

    builds: int = 0
    turns: int = 0
    tokens: int = 0
    calls: int = 0
    cost_micro_usd: int = 0


class DynamoUsageStore:
    """UsageStore on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find_day(self, user_id: str, day: date) -> DayUsage:
        """Return the counters of a day, zeros when there are none."""
        item = self._table.get(usage_key(user_id, day))
        return model_of(DayUsage, item or {})

    def debit_tokens(self, user_id: str, day: date, tokens: int, *, limit: int) -> None:
        """Add an estimate before a paid call; 0 tokens only check.

        Raises:
            BudgetExceededError: it would go over the limit.
        """
        room = limit - tokens
        if room < 0:
            raise exceeded("tokens", day)
        write = add_usage(
            user_id,
            day,
            condition="attribute_not_exists(#tokens) OR #tokens <= :room",
            condition_values={"room": room},
            tokens=tokens,
        )
        try:
            self._table.transact([write])
        except ConditionFailedError as exc:
            raise exceeded("tokens", day) from exc

    def settle(self, user_id: str, day: date, *, estimated: int, usage: JobUsage) -> None:
        """Replace an estimate by what was really used, and add calls and cost.

        The day of an athlete who was deleted since the debit is not made anew.
        """
        write = add_usage(
            user_id,
            day,
            condition=PRESENT,
            tokens=usage.tokens - estimated,
            calls=usage.calls,
            costMicroUsd=usage.cost_micro_usd,
        )
        with suppress(ConditionFailedError):
            self._table.transact([write])


def add_usage(
    user_id: str,
    day: date,
    *,
    condition: str = "",
    condition_values: dict[str, object] | None = None,
    **amounts: int,
) -> Write:
    """Return the addition to a day's counters, made on the first use of the day."""
    midnight = datetime.combine(day, time(), UTC)
    additions = ", ".join(f"#{name} :add_{name}" for name in amounts)
    values: dict[str, object] = {f"add_{name}": amount for name, amount in amounts.items()}
    values |= {
        "day": day.isoformat(),
        "entity": "usage",
        "schema": SCHEMA_VERSION,
        "expires": int((midnight + timedelta(days=_KEPT_DAYS)).timestamp()),
    }
    expression = (
        f"ADD {additions} SET #createdAt = if_not_exists(#createdAt, :day), #updatedAt = :day, "
        "#entityType = :entity, #schemaVersion = :schema, #ttl = :expires"
    )
    return update(
        USAGE_LABEL,
        usage_key(user_id, day),
        expression,
        condition,
        **values,
        **(condition_values or {}),
    )


def count_turn(user_id: str, now: datetime, *, limit: int) -> Write:
    """Return the addition of a turn to its minute, on the condition that the limit allows it."""
    return update(
        MINUTE_LABEL,
        minute_key(user_id, now),
        "ADD #turns :one SET #entityType = :entity, #schemaVersion = :schema, #ttl = :expires",
        "attribute_not_exists(#turns) OR #turns < :limit",
        one=1,
        entity="minute",
        schema=SCHEMA_VERSION,
        expires=int((now + _MINUTE_KEPT).timestamp()),
        limit=limit,
    )


def exceeded(budget: str, day: date, now: datetime | None = None) -> BudgetExceededError:
    """Return the error of a used-up budget; it renews at the end of the UTC day."""
    end = datetime.combine(day, time(), UTC) + timedelta(days=1)
    left = (end - now).total_seconds() if now else timedelta(days=1).total_seconds()
    return BudgetExceededError(_MESSAGES[budget], budget=budget, retry_after_s=max(1, int(left)))


def too_fast(now: datetime) -> BudgetExceededError:
    """Return the error of a used-up minute; the next one begins within 60 s."""
    budget = "turns_per_minute"
    left = _MINUTE_S - now.second
    return BudgetExceededError(_MESSAGES[budget], budget=budget, retry_after_s=left)
