from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.ports import ModelEvent, Stop, TextDelta
from libs.ai.retry import RetryPolicy, TokenBucket
from libs.ai.usage import UsageMeter
from libs.errors import (
    ModelError,
    ModelOutputError,
    ModelRefusedError,
    ModelRejectedError,
    ModelStreamBrokenError,
    ModelThrottledError,
    ModelUnavailableError,
    OutOfTimeError,
)
from libs.ids import SeededIds
from local.bedrock import LocalBedrock
from local.bedrock.scripts import BreakKind, Script, ScriptedBreak, ScriptedError
from tests.contract.bedrock.builders import (
    HAIKU,
    REGION,
    SONNET,
    InstantClock,
    blocking_model,
    collect,
    only,
    request,
    streaming_model,
)

IMPATIENT = RetryPolicy(base_delay_s=0.0, max_delay_s=0.0, read_cap_s=0.25, reserve_s=0.0)


class Row(NamedTuple):
    """A failure before the stream, our error for it, and how many requests it takes."""

    kind: str
    status: int
    error: type[ModelError]
    code: str
    sent: int


STATUSES = [
    Row("ValidationException", 400, ModelRejectedError, "rejected", 1),
    Row("ServiceQuotaExceededException", 400, ModelThrottledError, "throttled", 3),
    Row("AccessDeniedException", 403, ModelRejectedError, "access_denied", 1),
    Row("InvalidSignatureException", 403, ModelRejectedError, "access_denied", 1),
    Row("ResourceNotFoundException", 404, ModelRejectedError, "model_gone", 1),
    Row("ModelTimeoutException", 408, ModelUnavailableError, "unavailable", 3),
    Row("ModelErrorException", 424, ModelUnavailableError, "unavailable", 3),
    Row("ModelStreamErrorException", 424, ModelUnavailableError, "unavailable", 3),
    Row("ThrottlingException", 429, ModelThrottledError, "throttled", 3),
    Row("ModelNotReadyException", 429, ModelThrottledError, "throttled", 3),
    Row("InternalServerException", 500, ModelUnavailableError, "unavailable", 3),
    Row("ServiceUnavailableException", 503, ModelUnavailableError, "unavailable", 3),
    Row("OverloadedError", 529, ModelUnavailableError, "unavailable", 3),
]
FRAMES: list[tuple[str, type[ModelError]]] = [
    ("throttlingException", ModelThrottledError),
    ("modelStreamErrorException", ModelStreamBrokenError),
    ("serviceUnavailableException", ModelUnavailableError),
    ("internalServerException", ModelUnavailableError),
    ("modelTimeoutException", ModelUnavailableError),
    ("validationException", ModelRejectedError),
    ("somethingNewException", ModelStreamBrokenError),
]
BREAKS: list[BreakKind] = ["cut", "reset", "end", "torn", "stall"]


def failing(kind: str, status: int = 0, *, headers: Mapping[str, str] | None = None) -> Script:
    error = ScriptedError(type=kind, status=status, headers=dict(headers or {}))
    return Script(times=0, error=error)


def breaking(kind: BreakKind, *, after: int = 3, type_: str = "", times: int = 0) -> Script:
    fault = ScriptedBreak(kind=kind, after_frames=after, type=type_)
    return Script(times=times, text="Partial text. " * 5, break_=fault)


@pytest.mark.parametrize("row", STATUSES, ids=lambda row: row.kind)
def test_status_before_the_stream_blocking(bedrock: LocalBedrock, row: Row) -> None:
    bedrock.script(failing(row.kind, row.status))
    model = blocking_model(bedrock.base_url, tiers=only(SONNET))

    with pytest.raises(row.error) as caught:
        model.create(request())

    assert (type(caught.value), caught.value.code) == (row.error, row.code)
    assert caught.value.model_id == SONNET
    assert len(bedrock.calls()) == row.sent


@pytest.mark.parametrize("row", STATUSES, ids=lambda row: row.kind)
async def test_status_before_the_stream_async(bedrock: LocalBedrock, row: Row) -> None:
    bedrock.script(failing(row.kind, row.status))
    model = streaming_model(bedrock.base_url, tiers=only(SONNET))

    with pytest.raises(row.error) as caught:
        await collect(model.stream(request()))

    assert (type(caught.value), caught.value.code) == (row.error, row.code)
    assert len(bedrock.calls()) == row.sent
    await model.close()


@pytest.mark.parametrize(("kind", "error"), FRAMES)
def test_exception_frame_in_mid_stream_goes_by_its_type(
    bedrock: LocalBedrock, kind: str, error: type[ModelError]
) -> None:
    bedrock.script(breaking("exception", type_=kind))
    model = blocking_model(bedrock.base_url, tiers=only(SONNET))

    with pytest.raises(error) as caught:
        model.create(request())

    assert type(caught.value) is error
    assert len(bedrock.calls()) == (3 if error.retryable else 1)


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize("after", [1, 3])
def test_broken_streams_are_told_and_retried_by_builds(
    bedrock: LocalBedrock, kind: BreakKind, after: int
) -> None:
    bedrock.script(breaking(kind, after=after))
    model = blocking_model(bedrock.base_url, tiers=only(SONNET), policy=IMPATIENT)

    with pytest.raises(ModelStreamBrokenError):
        model.create(request())

    assert len(bedrock.calls()) == 3


@pytest.mark.parametrize("kind", BREAKS)
async def test_broken_streams_after_text_are_raised_at_once_by_the_chat(
    bedrock: LocalBedrock, kind: BreakKind
) -> None:
    bedrock.script(breaking(kind, after=4))
    model = streaming_model(bedrock.base_url, policy=IMPATIENT)
    seen: list[ModelEvent] = []

    with pytest.raises(ModelStreamBrokenError):
        async for event in model.stream(request(label="chat", tier="chat")):
            seen.append(event)

    assert any(isinstance(event, TextDelta) for event in seen)
    assert len(bedrock.calls()) == 1
    await model.close()


@pytest.mark.parametrize("kind", BREAKS)
async def test_broken_streams_before_text_are_repeated_unseen_by_the_chat(
    bedrock: LocalBedrock, kind: BreakKind
) -> None:
    bedrock.script(breaking(kind, after=1, times=2), Script(text="Fine."))
    model = streaming_model(bedrock.base_url, policy=IMPATIENT)

    events = await collect(model.stream(request(label="chat", tier="chat")))

    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Fine."
    assert [type(event).__name__ for event in events].count("ModelStarted") == 1
    assert len(bedrock.calls()) == 3
    await model.close()


async def test_stream_that_breaks_after_its_stop_reason_is_a_whole_answer(
    bedrock: LocalBedrock,
) -> None:
    bedrock.script(
        Script(text="ab", chunk_chars=2, break_=ScriptedBreak(kind="cut", after_frames=5)),
    )
    model = streaming_model(bedrock.base_url)

    events = await collect(model.stream(request(label="chat", tier="chat")))

    assert isinstance(events[-1], Stop)
    assert len(bedrock.calls()) == 1
    await model.close()


@pytest.mark.usefixtures("signer")
def test_nobody_listens_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        model = blocking_model(url, tiers=only(SONNET))

        with pytest.raises(ModelUnavailableError):
            model.create(request())


def test_silence_before_the_status_line_is_unavailable(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(times=0, delay_s=0.6))
    model = blocking_model(bedrock.base_url, tiers=only(SONNET), policy=IMPATIENT)

    with pytest.raises(ModelUnavailableError):
        model.create(request())

    assert len(bedrock.calls()) == 3


def test_silent_thinking_within_the_read_timeout_is_waited_for(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(text="Done.", first_delay_s=0.1))
    model = blocking_model(bedrock.base_url, policy=IMPATIENT)

    assert model.create(request()).text == "Done."


def test_refusal_goes_to_the_fallback_and_is_final_there(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(times=0, stop_reason="refusal"))
    model = blocking_model(bedrock.base_url, tiers=only(SONNET, HAIKU))

    with pytest.raises(ModelRefusedError):
        model.create(request())

    assert [call.model_id for call in bedrock.calls()] == [SONNET, HAIKU]


async def test_refusal_ends_a_chat_stream_with_its_reason(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(stop_reason="refusal"))
    model = streaming_model(bedrock.base_url)

    events = await collect(model.stream(request(label="chat", tier="chat")))

    assert isinstance(events[-1], Stop)
    assert events[-1].reason == "refusal"
    await model.close()


def test_full_context_window_stops_the_reply(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(text="So far", stop_reason="model_context_window_exceeded"))
    model = blocking_model(bedrock.base_url)

    reply = model.create(request())

    assert (reply.stop, reply.text) == ("context_window", "So far")


@pytest.mark.parametrize("reason", ["pause_turn", "brand_new_reason"])
def test_reasons_that_cannot_be_served_are_errors(bedrock: LocalBedrock, reason: str) -> None:
    bedrock.script(Script(text="x", stop_reason=reason))
    model = blocking_model(bedrock.base_url)

    with pytest.raises(ModelOutputError):
        model.create(request())


def test_retired_model_is_replaced_by_the_fallback(bedrock: LocalBedrock) -> None:
    gone = ScriptedError(type="ResourceNotFoundException", message="end of its life")
    bedrock.script(Script(model_id=SONNET, times=0, error=gone), Script(text="From the other."))
    meter = UsageMeter()
    model = blocking_model(bedrock.base_url, tiers=only(SONNET, HAIKU), meter=meter)

    reply = model.create(request())

    assert (reply.text, reply.model_id, reply.attempts) == ("From the other.", HAIKU, 2)
    assert [record.gone_model_id for record in meter.records()] == [SONNET]


@pytest.mark.parametrize(
    ("headers", "slept_s"), [({"retry-after-ms": "1500"}, 1.5), ({"retry-after": "4"}, 4.0)]
)
def test_pause_that_the_server_asks_for_is_kept(
    bedrock: LocalBedrock, headers: dict[str, str], slept_s: float
) -> None:
    error = ScriptedError(type="ThrottlingException", headers=headers)
    bedrock.script(Script(error=error), Script(text="ok"))
    clock = InstantClock()
    model = blocking_model(bedrock.base_url, clock=clock)

    reply = model.create(request())

    assert (reply.attempts, clock.slept) == (2, [slept_s])


def test_broken_attempts_are_counted_in_the_books(bedrock: LocalBedrock) -> None:
    bedrock.script(breaking("cut", times=1), Script(text="Whole."))
    meter = UsageMeter()
    model = blocking_model(bedrock.base_url, meter=meter)

    reply = model.create(request("Plan the week " * 50))

    [record] = meter.records()
    last = bedrock.calls()[1].usage
    assert reply.usage.input_tokens == 2 * last["input_tokens"]
    assert record.usage == reply.usage
    assert (record.label, record.attempts, reply.attempts) == ("week", 2, 2)
    assert record.cost_micro_usd > 0


def test_failed_calls_are_counted_in_the_books(bedrock: LocalBedrock) -> None:
    bedrock.script(breaking("end"))
    meter = UsageMeter()
    model = blocking_model(bedrock.base_url, tiers=only(SONNET), meter=meter)

    with pytest.raises(ModelStreamBrokenError):
        model.create(request())

    assert meter.total().attempts == 3
    assert meter.total().usage.input_tokens > 0


def test_no_call_without_time(bedrock: LocalBedrock) -> None:
    model = blocking_model(bedrock.base_url, remaining_s=61.0)

    with pytest.raises(OutOfTimeError):
        model.create(request())

    assert bedrock.calls() == []


def test_model_that_drips_does_not_outlive_the_invocation(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(text="drip " * 400))
    left = iter([300.0, 300.0, 200.0, 100.0, 29.0])
    model = BedrockTextModel(
        tiers=only(SONNET),
        region=REGION,
        clock=InstantClock(),
        ids=SeededIds(),
        remaining_s=lambda: next(left, 0.0),
        token_bucket=TokenBucket(),
        meter=UsageMeter(),
        base_url=bedrock.base_url,
    )

    with pytest.raises(OutOfTimeError):
        model.create(request())

    assert len(bedrock.calls()) == 1


async def test_chat_without_time_is_unavailable(bedrock: LocalBedrock) -> None:
    model = streaming_model(bedrock.base_url, remaining_s=21.0)

    with pytest.raises(ModelUnavailableError):
        await collect(model.stream(request(label="chat", tier="chat")))

    assert bedrock.calls() == []
    await model.close()


def test_start_is_announced_once_over_all_attempts(bedrock: LocalBedrock) -> None:
    bedrock.script(breaking("cut", times=2), Script(text="ok"))
    model = blocking_model(bedrock.base_url)
    started: list[int] = []

    reply = model.create(request(), on_started=lambda: started.append(1))

    assert (reply.attempts, started) == (3, [1])
