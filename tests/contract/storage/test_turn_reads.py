"""What a turn reads at once: one suite for the reads in memory and on the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from libs.clock import FrozenClock
from libs.coach.models import CoachConfig, Profile
from libs.conversation.models import Conversation, ConversationSummary, Message, TokenUsage
from libs.conversation.ports import TurnReads
from libs.errors import StorageError
from libs.storage.coaches import DynamoCoachStore
from libs.storage.items import item_of
from libs.storage.keys import summary_key
from libs.storage.profiles import DynamoProfileStore
from libs.storage.table import Table
from libs.storage.turn_reads import TableTurnReads
from libs.storage.turns import DynamoConversationStore
from libs.storage.writes import put
from tests.contract.conftest import TABLE, AwsServer
from tests.fakes.conversations import MemoryAthlete, MemoryConversations, MemoryTurnReads

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CONVERSATION = "conv_1"
COACH = CoachConfig(coach_id="coach_1", coach_name="Sam")


@dataclass(frozen=True)
class Shelf:
    """Reads, and how a test puts there what they find."""

    reads: TurnReads
    add: Callable[[Conversation, Profile, list[Message]], None]


@pytest.fixture(params=["memory", "aws"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "memory":
        store, athlete = MemoryConversations(), MemoryAthlete()

        def add_in_memory(head: Conversation, profile: Profile, messages: list[Message]) -> None:
            store.add(head, *messages)
            athlete.profile = profile

        return Shelf(MemoryTurnReads(store, athlete), add_in_memory)
    table: Table = request.getfixturevalue("table")

    def add(head: Conversation, profile: Profile, messages: list[Message]) -> None:
        conversations = DynamoConversationStore(table)
        conversations.create(head)
        for message in messages:
            conversations.replace_message(head.user_id, head.conversation_id, message)
        DynamoProfileStore(table, FrozenClock(NOW)).save_profile(profile)
        DynamoCoachStore(table, FrozenClock(NOW)).save_coach(head.user_id, COACH)

    return Shelf(TableTurnReads(table), add)


def head_of(user: str) -> Conversation:
    return Conversation(
        conversation_id=CONVERSATION,
        user_id=user,
        coach_id="coach_1",
        next_seq=4,
        created_at=NOW,
        updated_at=NOW,
    )


def said(seq: int) -> Message:
    return Message(
        id=f"m{seq}",
        seq=seq,
        role="assistant",
        content=f"text {seq}",
        created_at=NOW,
        mode="build",
        model="a-model",
        job_id="job_1",
    )


def summary(text: str) -> ConversationSummary:
    return ConversationSummary(text=text, up_to_seq=2, updated_at=NOW)


def test_head_and_profile_are_found_together(shelf: Shelf, user: str) -> None:
    profile = Profile(user_id=user, time_zone="Europe/Berlin")
    shelf.add(head_of(user), profile, [])

    found = shelf.reads.find_standing(user, CONVERSATION, coach_id=None)

    assert found.conversation is not None
    assert found.conversation.coach_id == "coach_1"
    assert (found.profile, found.summary) == (profile, None)


def test_a_coach_is_read_with_the_rest_once_its_id_is_known(shelf: Shelf, user: str) -> None:
    shelf.add(head_of(user), Profile(user_id=user), [])

    assert shelf.reads.find_coach_id(user, CONVERSATION) is None
    assert shelf.reads.find_standing(user, CONVERSATION, coach_id=None).coach is None
    known = shelf.reads.find_coach_id(user, CONVERSATION)
    found = shelf.reads.find_standing(user, CONVERSATION, coach_id=known)

    assert (known, found.coach) == ("coach_1", COACH)
    assert shelf.reads.find_standing(user, CONVERSATION, coach_id="coach_9").coach is None
    assert shelf.reads.find_coach_id(f"{user}-other", CONVERSATION) is None


def test_a_conversation_of_somebody_else_is_not_found(shelf: Shelf, user: str) -> None:
    shelf.add(head_of(user), Profile(user_id=user), [said(1)])

    other = shelf.reads.find_standing(f"{user}-other", CONVERSATION, coach_id=None)
    assert other.conversation is None
    assert shelf.reads.find_standing(user, "conv_2", coach_id=None).conversation is None
    assert shelf.reads.find_earlier(user, "conv_2", limit=10) == ()


def test_the_newest_messages_come_oldest_first_as_the_model_needs_them(
    shelf: Shelf, user: str
) -> None:
    messages = [said(seq) for seq in range(1, 6)]
    shelf.add(head_of(user), Profile(user_id=user), messages)

    assert shelf.reads.find_earlier(user, CONVERSATION, limit=3) == tuple(messages[2:])
    assert shelf.reads.find_earlier(user, CONVERSATION, limit=40) == tuple(messages)


def test_what_no_model_is_shown_stays_on_the_table(table: Table, user: str) -> None:
    conversations = DynamoConversationStore(table)
    whole = said(1).model_copy(
        update={"usage": TokenUsage(input_tokens=9), "image_keys": ("a.png",)}
    )
    conversations.replace_message(user, CONVERSATION, whole)

    assert TableTurnReads(table).find_earlier(user, CONVERSATION, limit=5) == (said(1),)
    assert conversations.find_messages(user, CONVERSATION, limit=5) == (whole,)


def test_a_damaged_summary_counts_as_none(table: Table, user: str) -> None:
    key, reads = summary_key(user, CONVERSATION), TableTurnReads(table)
    table.write(put("summary", item_of(key, "summary", summary("Knees."), now=NOW)))
    assert reads.find_standing(user, CONVERSATION, coach_id=None).summary == summary("Knees.")

    item = item_of(key, "summary", summary("Knees."), now=NOW)
    table.write(put("summary", {**item, "upToSeq": "many"}))

    assert reads.find_standing(user, CONVERSATION, coach_id=None).summary is None


def test_keys_that_a_busy_table_left_out_are_asked_for_again(
    aws_server: AwsServer, user: str
) -> None:
    client, pauses = BusyTable(aws_server, per_request=1), list[float]()
    table = Table(client, TABLE, pause=pauses.append)  # type: ignore[arg-type]  # one operation
    real = Table(aws_server.dynamodb(), TABLE)
    DynamoConversationStore(real).create(head_of(user))
    DynamoProfileStore(real, FrozenClock(NOW)).save_profile(Profile(user_id=user))

    found = TableTurnReads(table).find_standing(user, CONVERSATION, coach_id=None)

    assert (found.conversation, found.profile) == (head_of(user), Profile(user_id=user))
    assert [round(pause, 2) for pause in pauses] == [0.02, 0.04]


def test_a_table_that_stays_busy_is_a_storage_error(aws_server: AwsServer, user: str) -> None:
    client = BusyTable(aws_server, per_request=0)
    table = Table(client, TABLE, pause=lambda _: None)  # type: ignore[arg-type]  # one operation

    with pytest.raises(StorageError, match="busy"):
        TableTurnReads(table).find_standing(user, CONVERSATION, coach_id=None)


class BusyTable:
    """Answers the first keys of each request and leaves out the rest."""

    def __init__(self, aws_server: AwsServer, *, per_request: int) -> None:
        self._client = aws_server.dynamodb()
        self._per_request = per_request

    def batch_get_item(self, **arguments: Any) -> Any:
        asked = arguments["RequestItems"][TABLE]
        taken, left = asked["Keys"][: self._per_request], asked["Keys"][self._per_request :]
        answer: Any = {"Responses": {}}
        if taken:
            some: Any = {TABLE: {**asked, "Keys": taken}}
            answer = self._client.batch_get_item(RequestItems=some)
        return {**answer, "UnprocessedKeys": {TABLE: {**asked, "Keys": left}} if left else {}}
