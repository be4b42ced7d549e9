from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.ai.retry import (
    BUCKET_CAPACITY,
    BUILD_RETRIES,
    MODEL_GONE,
    RETRY_COST,
    Attempts,
    RetryPolicy,
    TokenBucket,
)
from libs.errors import (
    ModelError,
    ModelRefusedError,
    ModelRejectedError,
    ModelThrottledError,
    ModelUnavailableError,
    OutOfTimeError,
)
from libs.ids import SeededIds


def attempts(
    *,
    models: tuple[str, ...] = ("main", "fallback"),
    bucket: TokenBucket | None = None,
    remaining_s: float = 900.0,
    policy: RetryPolicy = BUILD_RETRIES,
    seed: int = 0,
) -> Attempts:
    return Attempts(
        policy,
        models=models,
        bucket=bucket or TokenBucket(),
        ids=SeededIds(seed),
        remaining_s=lambda: remaining_s,
    )


def run_until_given_up(call: Attempts, error: ModelError) -> list[str]:
    asked = []
    while True:
        call.begin()
        asked.append(call.model_id)
        if call.delay_after(error) is None:
            return asked


def test_throttling_is_retried_three_times_and_then_on_the_fallback_once() -> None:
    asked = run_until_given_up(attempts(), ModelThrottledError("slow down"))

    assert asked == ["main", "main", "main", "fallback"]


def test_without_a_fallback_the_third_failure_is_final() -> None:
    asked = run_until_given_up(attempts(models=("main",)), ModelUnavailableError("down"))

    assert asked == ["main", "main", "main"]


def test_a_rejected_request_is_never_repeated() -> None:
    asked = run_until_given_up(attempts(), ModelRejectedError("bad request"))

    assert asked == ["main"]


def test_a_retired_model_goes_straight_to_the_fallback() -> None:
    gone = ModelRejectedError("end of life")
    gone.code = MODEL_GONE

    assert run_until_given_up(attempts(), gone) == ["main", "fallback"]


def test_a_refusal_is_shown_to_the_fallback_once() -> None:
    assert run_until_given_up(attempts(), ModelRefusedError("no")) == ["main", "fallback"]


def test_server_hint_replaces_the_jitter() -> None:
    call = attempts()
    call.begin()

    delay_s = call.delay_after(ModelThrottledError("wait", retry_after_s=7.5))

    assert delay_s == 7.5


def test_a_hint_longer_than_the_time_left_is_not_waited_for() -> None:
    call = attempts(remaining_s=75.0)
    call.begin()

    delay_s = call.delay_after(ModelThrottledError("wait", retry_after_s=30.0))

    assert (delay_s, call.model_id) == (0.0, "fallback")


@given(seed=st.integers(0, 10_000), failures=st.integers(1, 2))
def test_jitter_stays_below_the_doubling_ceiling(seed: int, failures: int) -> None:
    call = attempts(seed=seed)

    for _ in range(failures):
        call.begin()
        delay_s = call.delay_after(ModelThrottledError("slow down"))

    assert delay_s is not None
    assert 0.0 <= delay_s <= min(20.0, 2.0 * 2 ** (failures - 1))


@pytest.mark.parametrize(("remaining_s", "read_s"), [(900.0, 180.0), (200.0, 140.0), (66.0, 6.0)])
def test_read_timeout_leaves_a_minute_of_the_remaining_time(
    remaining_s: float, read_s: float
) -> None:
    call = attempts(remaining_s=remaining_s)

    assert call.begin() == read_s


def test_no_request_is_sent_when_the_time_is_over() -> None:
    call = attempts(remaining_s=62.0)

    with pytest.raises(OutOfTimeError):
        call.begin()
    assert call.sent == 0


def test_an_empty_bucket_stops_retries_until_successes_fill_it() -> None:
    bucket = TokenBucket()
    for _ in range(BUCKET_CAPACITY // RETRY_COST):
        assert bucket.take_retry()

    empty = run_until_given_up(
        attempts(models=("main",), bucket=bucket), ModelThrottledError("slow down")
    )
    for _ in range(RETRY_COST):
        bucket.refund()

    assert empty == ["main"]
    assert bucket.take_retry()


@given(outcomes=st.lists(st.booleans(), min_size=50, max_size=400))
def test_long_outages_cost_at_most_a_fifth_more_requests(outcomes: list[bool]) -> None:
    bucket = TokenBucket(capacity=0)
    calls = sent = 0
    outcome = iter(outcomes)

    for first in outcome:
        ok = first
        call = attempts(models=("main",), bucket=bucket)
        call.begin()
        calls += 1
        while not ok and call.delay_after(ModelThrottledError("slow down")) is not None:
            call.begin()
            ok = next(outcome, True)
        if ok:
            call.succeed()
        sent += call.sent

    assert sent <= 1.2 * calls
