"""The relay before a local Bedrock: passes answers on, counts money, stops at the limit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import anthropic
import pytest

from local.bedrock.answers import Answer
from local.bedrock.calls import ModelCall
from local.bedrock.relay import Ledger, Relay, Upstream
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock

MODEL = "global.anthropic.claude-sonnet-5"


class Fixed:
    def respond(self, call: ModelCall) -> Answer:
        return Answer("Three sets of five.")


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", LOCAL_ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", LOCAL_SECRET_KEY)
    with LocalBedrock(Fixed()) as bedrock:
        found = Upstream(bedrock.base_url, "us-east-1")
        yield found
        found.close()


def ask(relay: Relay) -> str:
    client = anthropic.AnthropicBedrock(
        aws_access_key="anything",
        aws_secret_key="anything",
        aws_region="us-east-1",
        base_url=relay.base_url,
        max_retries=0,
    )
    pieces = []
    with client.messages.create(
        model=MODEL,
        max_tokens=100,
        messages=[{"role": "user", "content": "What today?"}],
        stream=True,
        extra_body={"anthropic_version": "bedrock-2023-05-31"},
    ) as events:
        for event in events:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                pieces.append(event.delta.text)
    client.close()
    return "".join(pieces)


def test_passes_a_stream_through_and_counts_its_price(upstream: Upstream) -> None:
    ledger = Ledger(Decimal(1))
    relay = Relay(upstream, ledger).start()

    assert ask(relay) == "Three sets of five."
    assert ledger.spent_usd > 0
    relay.close()


def test_refuses_further_calls_once_the_money_is_spent(upstream: Upstream) -> None:
    relay = Relay(upstream, Ledger(Decimal("0.00000001"))).start()
    ask(relay)

    with pytest.raises(anthropic.PermissionDeniedError, match="spending limit"):
        ask(relay)
    relay.close()
