from __future__ import annotations

import json

import httpx2
import pytest

from libs.clock import OffsetClock, SystemClock
from libs.errors import ModelError
from local.bedrock import LOCAL_ACCESS_KEY_ID, LocalBedrock
from tests.contract.bedrock.builders import (
    REGION,
    SONNET,
    blocking_model,
    collect,
    request,
    streaming_model,
)
from tests.contract.bedrock.wire import body, boto3_client, post


def code_of(response: httpx2.Response) -> str:
    return response.headers["x-amzn-errortype"].partition(":")[0]


def test_a_good_signature_is_answered(bedrock: LocalBedrock) -> None:
    response = post(bedrock.base_url, body())

    assert response.status_code == 200
    assert response.headers["x-amzn-requestid"]
    assert int(response.headers["x-amzn-bedrock-input-token-count"]) > 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": "wrong"}, "InvalidSignatureException"),
        ({"key": "NOBODY"}, "UnrecognizedClientException"),
        ({"service": "s3"}, "InvalidSignatureException"),
        ({"sent": b'{"max_tokens": 1}'}, "InvalidSignatureException"),
        ({"headers": {"content-type": "text/plain"}}, "InvalidSignatureException"),
        ({"headers": {"authorization": "Bearer abc"}}, "InvalidSignatureException"),
        ({"headers": {"authorization": ""}}, "MissingAuthenticationTokenException"),
    ],
)
def test_everything_else_is_refused(
    bedrock: LocalBedrock, changes: dict[str, object], code: str
) -> None:
    response = post(bedrock.base_url, body(), **changes)  # type: ignore[arg-type] # table of cases

    assert (response.status_code, code_of(response)) == (403, code)
    assert bedrock.calls()[-1].error == code


def test_an_old_signature_is_refused(bedrock: LocalBedrock) -> None:
    with LocalBedrock(clock=OffsetClock(SystemClock(), 600)) as later:
        response = post(later.base_url, body())

    assert (response.status_code, code_of(response)) == (403, "InvalidSignatureException")


def test_the_colon_of_a_model_id_may_travel_plain_or_encoded(bedrock: LocalBedrock) -> None:
    haiku = "us.anthropic.claude-haiku-4-5-20251001-v1:0"

    plain = post(bedrock.base_url, body(), model_id=haiku)
    encoded = post(bedrock.base_url, body(), model_id=haiku.replace(":", "%3A"))

    assert (plain.status_code, encoded.status_code) == (200, 200)
    assert {call.model_id for call in bedrock.calls()} == {haiku}


def test_boto3_reads_whole_answers_and_streams(bedrock: LocalBedrock) -> None:
    client = boto3_client(bedrock.base_url)
    raw = json.dumps(body())

    whole = client.invoke_model(modelId=SONNET, body=raw)
    streamed = client.invoke_model_with_response_stream(modelId=SONNET, body=raw)
    events = [json.loads(event["chunk"]["bytes"]) for event in streamed["body"]]

    answer = json.loads(whole["body"].read())
    assert answer["stop_reason"] == "end_turn"
    kinds = [event["type"] for event in events]
    assert (kinds[0], kinds[-2:]) == ("message_start", ["message_delta", "message_stop"])
    metrics = events[-1]["amazon-bedrock-invocationMetrics"]
    assert metrics["outputTokenCount"] == answer["usage"]["output_tokens"]
    client.close()


def test_the_address_of_boto3_can_come_from_the_environment(
    bedrock: LocalBedrock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.base_url)
    import boto3

    client = boto3.client("bedrock-runtime", region_name=REGION)
    client.invoke_model(modelId=SONNET, body=json.dumps(body()))

    assert len(bedrock.calls()) == 1
    assert LOCAL_ACCESS_KEY_ID
    client.close()


def test_unknown_operations_are_404(bedrock: LocalBedrock) -> None:
    response = httpx2.post(f"{bedrock.base_url}/model/{SONNET}/converse", content=b"{}")

    assert (response.status_code, code_of(response)) == (404, "UnknownOperationException")


async def test_an_api_key_of_bedrock_goes_before_the_environments_credentials(
    bedrock: LocalBedrock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "an-api-key")

    # The local Bedrock knows signatures only; the environment's would be good.
    with pytest.raises(ModelError):
        blocking_model(bedrock.base_url).create(request())
    model = streaming_model(bedrock.base_url)
    with pytest.raises(ModelError):
        await collect(model.stream(request()))
    await model.close()

    assert {call.error for call in bedrock.calls()} == {"InvalidSignatureException"}
