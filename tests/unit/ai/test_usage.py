from __future__ import annotations

from decimal import Decimal
from threading import Thread

import pytest

from libs.ai.models import DEFAULT_TIERS, load_tiers
from libs.ai.ports import Usage
from libs.ai.usage import CallRecord, SpendGuard, UsageMeter, cost_micro_usd, cost_usd
from libs.errors import BudgetExceededError
from tests.unit.ai.fakes import said

SONNET = "anthropic.claude-sonnet-5"


def test_every_kind_of_token_has_its_price() -> None:
    million = 1_000_000

    cost = cost_usd(f"global.{SONNET}", Usage(million, million, million, million))

    assert cost == Decimal("2") + Decimal("10") + Decimal("0.20") + Decimal("2.5")


def test_geographic_profiles_cost_a_tenth_more() -> None:
    usage = Usage(input_tokens=1000, output_tokens=1000)

    assert cost_usd(f"eu.{SONNET}", usage) == cost_usd(f"global.{SONNET}", usage) * Decimal("1.1")


def test_long_prompts_of_haiku_cost_five_times_as_much() -> None:
    haiku = "global.anthropic.claude-haiku-5-5"

    short = cost_usd(haiku, Usage(input_tokens=100_000))
    long = cost_usd(haiku, Usage(input_tokens=50_001, cache_read_tokens=50_000))

    assert short == Decimal("0.01")
    assert long == 5 * (Decimal("0.0050001") + Decimal("0.0005"))


def test_an_unknown_model_is_priced_as_the_dearest() -> None:
    usage = Usage(1000, 1000)

    assert cost_usd("global.anthropic.claude-next", usage) >= cost_usd(
        "global.anthropic.claude-fable-5-1", usage
    )


def test_a_fraction_of_a_millionth_counts_as_one() -> None:
    assert cost_micro_usd("global.anthropic.claude-haiku-5-5", Usage(input_tokens=1)) == 1


def test_meter_adds_up_calls_of_many_threads_by_label() -> None:
    meter = UsageMeter()
    record = CallRecord("week", SONNET, Usage(10, 20, 30, 0), 2, 1.5, 7)

    def record_fifty() -> None:
        for _ in range(50):
            meter.record(record)

    threads = [Thread(target=record_fifty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    total = meter.by_label()["week"]
    assert (total.calls, total.attempts, total.cost_micro_usd) == (200, 400, 1400)
    assert total.usage == Usage(2000, 4000, 6000, 0)
    assert total.cache_hit_rate == 0.75


def test_record_of_a_reply_is_priced_at_the_model_that_answered() -> None:
    record = CallRecord.of("week", said("ok"), seconds=2.0)

    assert record.label == "week"
    assert record.cost_micro_usd == cost_micro_usd("model-1", Usage(10, 5))


def test_guard_stops_once_the_limit_is_reached() -> None:
    meter = UsageMeter()
    guard = SpendGuard.of_meter(Decimal("0.01"), meter)

    guard.check()
    meter.record(CallRecord("week", SONNET, Usage(), 1, 1.0, 10_000))

    with pytest.raises(BudgetExceededError):
        guard.check()


def test_tiers_keep_their_defaults_where_the_configuration_is_silent() -> None:
    tiers = load_tiers('{"chat": {"modelId": "eu.anthropic.claude-sonnet-5", "effort": "high"}}')

    assert tiers.tier("chat").model_id == "eu.anthropic.claude-sonnet-5"
    assert tiers.tier("chat").fallback_model_id is None
    assert tiers.tier("planner") == DEFAULT_TIERS.planner
    assert load_tiers(None) == load_tiers("") == DEFAULT_TIERS


def test_every_model_that_may_be_called_is_listed_once() -> None:
    ids = DEFAULT_TIERS.model_ids()

    assert len(ids) == len(set(ids)) == 3
    assert all(model_id.startswith("global.anthropic.") for model_id in ids)
