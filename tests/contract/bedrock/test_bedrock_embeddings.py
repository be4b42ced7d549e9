from __future__ import annotations

import math

import pytest

from libs.ai.bedrock.embeddings import BedrockEmbeddings
from libs.ai.retry import TokenBucket
from libs.ai.usage import UsageMeter
from libs.errors import ModelRejectedError, ModelThrottledError, ModelUnavailableError
from libs.ids import SeededIds
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script, ScriptedError
from tests.contract.bedrock.builders import REGION, InstantClock


def embeddings(base_url: str, *, meter: UsageMeter | None = None) -> BedrockEmbeddings:
    return BedrockEmbeddings(
        region=REGION,
        clock=InstantClock(),
        ids=SeededIds(),
        remaining_s=lambda: 60.0,
        token_bucket=TokenBucket(),
        meter=meter or UsageMeter(),
        endpoint_url=base_url,
    )


def cosine(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_vectors_are_unit_length_and_the_same_every_time(bedrock: LocalBedrock) -> None:
    model = embeddings(bedrock.base_url)

    first, again = model.embed("Left knee hurts"), model.embed("left KNEE hurts")

    assert first == again
    assert len(first) == model.dimensions == 512
    assert math.isclose(math.hypot(*first), 1.0)


def test_shared_words_come_out_closer(bedrock: LocalBedrock) -> None:
    model = embeddings(bedrock.base_url)

    knee = model.embed("my left knee hurts when I squat")
    query = model.embed("knee pain in the squat")
    travel = model.embed("flying to Oslo on Friday evening")

    assert cosine(knee, query) > cosine(travel, query)


def test_throttled_embeddings_are_retried_and_counted(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(label="embedding", times=2, error=ScriptedError()))
    meter = UsageMeter()

    embeddings(bedrock.base_url, meter=meter).embed("squat")

    [record] = meter.records()
    assert (record.label, record.attempts) == ("embedding", 3)
    assert record.usage.input_tokens > 0
    assert len(bedrock.calls()) == 3


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        ("ValidationException", 400, ModelRejectedError),
        ("ThrottlingException", 429, ModelThrottledError),
        ("ServiceUnavailableException", 503, ModelUnavailableError),
    ],
)
def test_failures_are_mapped(
    bedrock: LocalBedrock, error: str, status: int, kind: type[Exception]
) -> None:
    bedrock.script(Script(times=0, error=ScriptedError(type=error, status=status)))

    with pytest.raises(kind):
        embeddings(bedrock.base_url).embed("squat")


def test_nobody_listens_is_unavailable(bedrock: LocalBedrock) -> None:
    with pytest.raises(ModelUnavailableError):
        embeddings("http://127.0.0.1:1").embed("squat")


@pytest.mark.parametrize("text", ["", "word " * 6000])
def test_texts_that_titan_refuses_are_rejected(bedrock: LocalBedrock, text: str) -> None:
    with pytest.raises(ModelRejectedError):
        embeddings(bedrock.base_url).embed(text)
