"""Fifty conversations at once on the whole local system, over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import httpx2
import pytest

from libs.clock import SystemClock
from libs.conversation.models import Conversation
from libs.storage.table import Table
from libs.storage.turns import DynamoConversationStore
from local.aws_resources import PASSWORD
from local.client import CoachClient, Json
from local.seed import DEMO_COACH_ID, save_athlete
from local.stack import LocalStack, StackOptions
from tests.integration.echo_coach import answer_to

ATHLETES, EACH = 5, 10
PACE = ("--tokens-per-s", "400", "--chunk-chars", "5")
COACH = ("--responder", "tests.integration.echo_coach:EchoCoach")


@dataclass(frozen=True)
class Talk:
    """One conversation and who has it."""

    number: int
    client: CoachClient
    conversation_id: str
    store: DynamoConversationStore

    def say(self, start: threading.Barrier | None = None) -> list[Json]:
        if start is not None:
            start.wait()
        return list(self.client.turn(self.conversation_id, f"I am number {self.number}."))

    def stored(self) -> list[tuple[int, str, str, str]]:
        found = self.store.find_messages(self.client.user_id, self.conversation_id, limit=10)
        return [(m.seq, m.role, m.content, m.state) for m in found]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    options = StackOptions(
        port=0, log_dir=tmp_path_factory.mktemp("logs"), bedrock_args=(*COACH, *PACE)
    )
    with LocalStack(options) as running:
        yield running


@pytest.fixture(scope="module")
def talks(stack: LocalStack) -> Iterator[list[Talk]]:
    resources = stack.resources
    client = resources.session().client("dynamodb", endpoint_url=resources.endpoint_url)
    table = Table(client, resources.table_name)
    store, now = DynamoConversationStore(table), SystemClock().now()
    with ExitStack() as opened:
        found = []
        for athlete in range(ATHLETES):
            name = f"athlete-{athlete}"
            user_id = resources.accounts().add_user(name, PASSWORD)
            save_athlete(table, user_id)
            token = resources.sign_in(name)
            coach = CoachClient(stack.api_url, token, user_id, DEMO_COACH_ID)
            coach = opened.enter_context(coach)
            for number in range(athlete * EACH, (athlete + 1) * EACH):
                conversation_id = f"conversation_{number}"
                store.create(
                    Conversation(
                        conversation_id=conversation_id,
                        user_id=user_id,
                        coach_id=DEMO_COACH_ID,
                        created_at=now,
                        updated_at=now,
                    )
                )
                found.append(Talk(number, coach, conversation_id, store))
        yield found


def text_of(parts: list[Json]) -> str:
    return "".join(str(part["delta"]) for part in parts if part["type"] == "text-delta")


def test_fifty_conversations_at_once_mix_nothing_and_lose_nothing(talks: list[Talk]) -> None:
    start = threading.Barrier(len(talks))

    with ThreadPoolExecutor(len(talks)) as lanes:
        answers = list(lanes.map(lambda talk: talk.say(start), talks))

    for talk, parts in zip(talks, answers, strict=True):
        answer = answer_to(talk.number)
        assert (text_of(parts), parts[-1]["type"]) == (answer, "finish")
        assert talk.stored() == [
            (1, "user", f"I am number {talk.number}.", "complete"),
            (2, "assistant", answer, "complete"),
        ]
    assert len({str(parts[0]["messageId"]) for parts in answers}) == len(talks)


def test_the_stop_route_ends_a_running_answer_with_what_was_shown(
    stack: LocalStack, talks: list[Talk]
) -> None:
    talk, stalled = talks[0], {"kind": "stall", "afterFrames": 8}
    script = {"label": "chat", "text": answer_to(7), "break": stalled}
    httpx2.post(f"{stack.addresses.bedrock}/_stub/scripts", json=script).raise_for_status()
    parts: list[Json] = []
    for part in talk.client.turn(talk.conversation_id, "I am number 7."):
        parts.append(part)
        if part["type"] == "text-start":
            talk.client.request("POST", f"/chat/{talk.conversation_id}/stop")

    shown = text_of(parts)
    assert (parts[-1]["type"], parts[-1]["finishReason"]) == ("finish", "other")
    assert shown
    assert answer_to(7).startswith(shown)
    assert [(row[2], row[3]) for row in talk.stored()][-1:] == [(shown, "stopped")]
