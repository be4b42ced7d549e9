from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from libs.ai.retry import TokenBucket
from libs.ai.usage import SpendGuard, UsageMeter
from libs.errors import BudgetExceededError, ModelThrottledError
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script, ScriptedError
from tests.contract.bedrock.builders import SONNET, blocking_model, only, request

THROTTLED = ScriptedError(type="ThrottlingException")
CALLS = 300


def test_a_tenth_of_throttling_costs_at_most_a_fifth_more_requests(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(times=0, probability=0.1, error=THROTTLED))
    model = blocking_model(bedrock.base_url)

    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda n: model.create(request(str(n))), range(CALLS)))

    assert len(replies) == CALLS
    assert CALLS < len(bedrock.calls()) <= 1.2 * CALLS
    assert sum(reply.attempts for reply in replies) == len(bedrock.calls())


def test_an_outage_does_not_multiply_requests(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(times=0, error=THROTTLED))
    model = blocking_model(bedrock.base_url, tiers=only(SONNET), bucket=TokenBucket())

    for _ in range(100):
        with pytest.raises(ModelThrottledError):
            model.create(request())

    assert len(bedrock.calls()) == 120


def test_spending_limit_stops_before_the_next_call(bedrock: LocalBedrock) -> None:
    meter = UsageMeter()
    guard = SpendGuard.of_meter(Decimal("0.000001"), meter)
    model = blocking_model(bedrock.base_url, meter=meter, guard=guard)

    model.create(request())
    with pytest.raises(BudgetExceededError):
        model.create(request())

    assert len(bedrock.calls()) == 1
