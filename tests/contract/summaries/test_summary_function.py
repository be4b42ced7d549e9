"""The summary function as deployed: real HTTP to table, bucket and the local Bedrock."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from functions.build_conversation_summary.handler import handler
from functions.build_conversation_summary.settings import Settings
from functions.build_conversation_summary.wiring import wiring
from libs.clock import SystemClock
from libs.coach.models import AthleteProfile, Profile
from libs.conversation.models import Conversation, Message
from libs.errors import ConditionFailedError
from libs.storage.conversations import DynamoConversations
from libs.storage.keys import conversation_key
from libs.storage.profiles import DynamoProfileStore, renewal
from libs.storage.table import Table
from libs.storage.writes import delete
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.offline_coach.responder import OfflineCoach
from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer
from tests.fakes.jobs import FakeContext, JobWorld

ENVIRONMENT = {
    "STAGE": "test",
    "LOG_LEVEL": "INFO",
    "TABLE_NAME": TABLE,
    "BUCKET_NAME": BUCKET,
    "MODEL_TIERS": "{}",
    "JOB_LEASE_S": "45",
    "DAILY_TOKEN_LIMIT": "1000000",
    "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
    "VECTOR_STORE": "none",
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Deployed:
    table: Table
    bedrock: LocalBedrock
    user: str = field(default_factory=lambda: f"summary-user-{next(_numbers)}")

    @property
    def conversations(self) -> DynamoConversations:
        return DynamoConversations(self.table)

    @property
    def profiles(self) -> DynamoProfileStore:
        return DynamoProfileStore(self.table, SystemClock())

    @property
    def learned(self) -> AthleteProfile:
        profile = self.profiles.find_profile(self.user)
        return profile.athlete_profile if profile else AthleteProfile()

    def say(self, conversation_id: str, *texts: str) -> None:
        """Store messages of the athlete, with a new conversation where there is none."""
        now = SystemClock().now()
        head = self.conversations.find_conversation(self.user, conversation_id)
        if head is None:
            head = Conversation(
                conversation_id=conversation_id, user_id=self.user, coach_id="coach-1",
                created_at=now, updated_at=now,
            )  # fmt: skip
            self.conversations.create(head)
        for number, text in enumerate(texts, head.next_seq):
            message = Message(
                id=f"{conversation_id}-m{number}", role="user", content=text, created_at=now
            )
            self.conversations.append_message(
                self.user, conversation_id, message, expected_seq=number
            )

    def run(self, conversation_id: str, count: int) -> dict[str, object]:
        event = {
            "userId": self.user, "coachId": "coach-1", "conversationId": conversation_id,
            "triggerReason": "message_count", "messageCount": count,
        }  # fmt: skip
        return handler(event, FakeContext(JobWorld().clock))


@pytest.fixture(scope="module")
def bedrock() -> Iterator[LocalBedrock]:
    with LocalBedrock(OfflineCoach()) as server:
        yield server


@pytest.fixture
def deployed(
    aws_server: AwsServer, bedrock: LocalBedrock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployed]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for service in ("DYNAMODB", "S3"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", aws_server.endpoint_url)
    monkeypatch.setenv("ANTHROPIC_BEDROCK_BASE_URL", bedrock.base_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", LOCAL_ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", LOCAL_SECRET_KEY)
    bedrock.reset()
    wiring.cache_clear()
    yield Deployed(Table(aws_server.dynamodb(), TABLE), bedrock)
    wiring.cache_clear()


def test_its_settings_are_its_environment() -> None:
    fields = Settings.model_fields.items()
    required = {name.upper() for name, field in fields if field.is_required()}

    assert required <= ENVIRONMENT.keys() <= set(Settings.environment_names())


def test_one_call_writes_the_summary_and_the_profile_with_their_sources(
    deployed: Deployed,
) -> None:
    deployed.say("c1", "I train three days a week.", "My squat is 100 kg.", "Thanks!")

    answer = deployed.run("c1", 3)

    summary = deployed.conversations.find_summary(deployed.user, "c1")
    assert answer["success"] is True
    assert summary is not None
    assert (summary.first_message_id, summary.last_message_id) == ("c1-m1", "c1-m3")
    assert deployed.learned.summary == "I train three days a week. My squat is 100 kg."
    assert deployed.learned.version == 1
    [source] = deployed.learned.sources
    assert (source.first_message_id, source.message_count) == ("c1-m1", 3)
    assert len(deployed.bedrock.calls("summary")) == 1


def test_a_second_delivery_costs_nothing_and_changes_nothing(deployed: Deployed) -> None:
    deployed.say("c1", "I train three days a week.")
    deployed.run("c1", 1)
    before = deployed.learned

    deployed.run("c1", 1)

    assert deployed.learned == before
    assert len(deployed.bedrock.calls("summary")) == 1


def test_a_later_round_merges_summary_and_profile(deployed: Deployed) -> None:
    deployed.say("c1", "I train three days a week.")
    deployed.run("c1", 1)
    deployed.say("c1", "I hate running.")

    deployed.run("c1", 2)

    summary = deployed.conversations.find_summary(deployed.user, "c1")
    assert summary is not None
    assert (summary.message_count, summary.last_message_id) == (2, "c1-m2")
    assert deployed.learned.summary == "I train three days a week. I hate running."
    assert [item.message_count for item in deployed.learned.sources] == [2]


def test_conversations_summarised_at_once_all_reach_the_profile(deployed: Deployed) -> None:
    facts = {"c1": "I hate running.", "c2": "I live in Oslo.", "c3": "I prefer mornings."}
    for conversation_id, fact in facts.items():
        deployed.say(conversation_id, fact)
    wiring()
    threads = [threading.Thread(target=deployed.run, args=(name, 1)) for name in facts]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    learned = deployed.learned
    assert all(fact in learned.summary for fact in facts.values())
    assert {item.first_message_id for item in learned.sources} == {f"{n}-m1" for n in facts}
    assert learned.version == len(facts)


def test_a_removed_conversation_writes_no_profile(deployed: Deployed) -> None:
    deployed.say("c1", "I hate running.")
    deployed.table.write(delete("head", conversation_key(deployed.user, "c1")))

    answer = deployed.run("c1", 1)

    assert answer["success"] is False
    assert deployed.profiles.find_profile(deployed.user) is None


def test_a_renewal_touches_nothing_else_and_wins_only_over_the_version_it_knew(
    deployed: Deployed,
) -> None:
    own = Profile.from_wire({"userId": deployed.user, "nickname": "Mo"})
    deployed.profiles.save_own_part(own)
    now = SystemClock().now()
    first = AthleteProfile(summary="Hates running.", version=1)
    deployed.table.write(renewal(deployed.user, first, now=now))

    with pytest.raises(ConditionFailedError):
        deployed.table.write(renewal(deployed.user, first, now=now))
    changed = deployed.profiles.save_own_part(own.model_copy(update={"nickname": "Momo"}))

    assert (changed.nickname, changed.athlete_profile.summary) == ("Momo", "Hates running.")
