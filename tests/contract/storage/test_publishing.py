"""Publishing over the wire: one transaction, seen whole or not at all; leftovers of failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from botocore.exceptions import ConnectionClosedError
from types_boto3_dynamodb import DynamoDBClient

from libs.clock import FrozenClock
from libs.coach.models import CoachConfig
from libs.conversation.models import Conversation, Message
from libs.errors import (
    CoachBackendError,
    ConditionFailedError,
    ItemTooLargeError,
    LeaseHeldError,
    NotFoundError,
    StorageError,
)
from libs.jobs import transitions
from libs.jobs.announcements import announcement_of
from libs.jobs.models import Job, program_id_of
from libs.jobs.moves import MoveExtras, move
from libs.jobs.outcome import JobMove
from libs.storage.coaches import DynamoCoachStore
from libs.storage.conversations import DynamoConversations
from libs.storage.jobs import DynamoJobStore
from libs.storage.keys import coach_key, lock_key
from libs.storage.leftovers import StoredLeftovers
from libs.storage.objects import Objects
from libs.storage.programs import DynamoProgramStore
from libs.storage.table import Table
from libs.storage.writes import delete
from libs.training_program.models.report import ReportCard
from libs.training_program.stored import ProgramUsage, StoredProgram, details_of
from tests.contract.conftest import TABLE, AwsServer
from tests.contract.storage.test_job_stores import LIMITS, NOW, TIMES, new_job
from tests.unit.lint.clean import lifting_case

CARD = ReportCard(score=97, rules_checked=("S01",))
CASE = lifting_case()


@dataclass(frozen=True)
class Shop:
    """The stores that take part in a publication, on one client."""

    client: DynamoDBClient
    table: Table
    objects: Objects

    @property
    def jobs(self) -> DynamoJobStore:
        return DynamoJobStore(self.table)

    @property
    def programs(self) -> DynamoProgramStore:
        return DynamoProgramStore(self.table, self.objects)

    @property
    def conversations(self) -> DynamoConversations:
        return DynamoConversations(self.table)

    def running(self, user: str, message: str = "m1") -> Job:
        """Return a job that an invocation works on, in a conversation that exists."""
        job = new_job(user, message)
        self.jobs.create(job, limits=LIMITS)
        leased = transitions.take_lease(job, owner="me", now=NOW, times=TIMES)
        self.jobs.commit(JobMove(leased, job))
        head = Conversation(
            conversation_id=job.conversation_id,
            user_id=user,
            coach_id=job.coach_id,
            created_at=NOW,
            updated_at=NOW,
        )
        if self.conversations.find_conversation(user, job.conversation_id) is None:
            self.conversations.create(head)
        coach = CoachConfig(coach_id=job.coach_id, coach_name="Robin")
        DynamoCoachStore(self.table, FrozenClock(NOW)).save_coach(user, coach)
        return leased

    def stored(self, job: Job, check_owner: Callable[[], None] = lambda: None) -> StoredProgram:
        """Store the details of a job's program and return the item to be."""
        program = CASE.program.model_copy(
            update={"program_id": program_id_of(job.conversation_id, job.message_id)}
        )
        details = details_of(
            program,
            request=CASE.blueprint.request,
            card=CARD,
            usage=ProgramUsage(),
            generated_at=NOW,
        )
        key, version_id = self.programs.save_details(job.user_id, details, check_owner=check_owner)
        return StoredProgram.of(
            program,
            user_id=job.user_id,
            coach_id=job.coach_id,
            creation_conversation_id=job.conversation_id,
            job_id=job.job_id,
            s3_detail_key=key,
            s3_version_id=version_id,
            report_card=CARD,
        )

    def publish(self, job: Job, stored: StoredProgram) -> Job:
        """Publish as the runner does."""
        return move(
            self.jobs,
            job.user_id,
            job.job_id,
            lambda found: transitions.ready(
                found,
                owner="me",
                result=transitions.Result(stored.program_id),
                usage=None,
                now=NOW + timedelta(minutes=2),
            ),
            MoveExtras(
                announce=lambda after: announcement_of(after, "It is ready."),
                commit=self.programs.publication(stored),
            ),
        ).job

    @contextmanager
    def lost_reply(self) -> Iterator[None]:
        """Apply the next transaction and lose its reply."""
        name, pending = "after-call.dynamodb.TransactWriteItems", [True]

        def lose(**_: object) -> None:
            if pending:
                pending.pop()
                raise ConnectionClosedError(endpoint_url="loopback")

        self.client.meta.events.register_first(name, lose)
        yield
        self.client.meta.events.unregister(name, lose)


@pytest.fixture
def shop(aws_server: AwsServer, objects: Objects) -> Shop:
    client = aws_server.dynamodb()
    return Shop(client, Table(client, TABLE), objects)


def test_a_publication_makes_program_job_lock_and_message_visible_at_once(
    shop: Shop, user: str
) -> None:
    job = shop.running(user)
    stored = shop.stored(job)
    before = shop.programs.find(user, stored.program_id)

    ready = shop.publish(job, stored)

    messages = shop.conversations.find_messages(user, job.conversation_id, limit=10)
    assert before is None
    assert shop.programs.find(user, stored.program_id) == stored
    assert shop.jobs.find(user, job.job_id) == ready
    assert (ready.state, ready.program_id) == ("ready", stored.program_id)
    assert shop.table.get(lock_key(user)) is None
    assert [(item.seq, item.content, item.job_id) for item in messages] == [
        (1, "It is ready.", job.job_id)
    ]


def test_the_details_are_read_in_the_version_of_the_item(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job)
    shop.publish(job, stored)
    shop.objects.put(stored.s3_detail_key, b"something later")

    days = shop.programs.load_days(stored)

    assert [day.day_number for day in days] == list(range(1, stored.total_days + 1))


def test_a_new_program_archives_the_older_active_one(shop: Shop, user: str) -> None:
    first = shop.running(user)
    shop.publish(first, shop.stored(first))
    second = shop.running(user, "m2")

    shop.publish(second, shop.stored(second))

    statuses = {item.job_id: item.status for item in shop.programs.list(user)}
    assert statuses == {first.job_id: "archived", second.job_id: "active"}


def test_two_owners_publish_one_program_and_one_message(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job)

    def attempt(_: int) -> bool:
        try:
            shop.publish(job, stored)
        except CoachBackendError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(attempt, range(8)))

    messages = shop.conversations.find_messages(user, job.conversation_id, limit=10)
    assert len(shop.programs.list(user)) == 1
    assert len(messages) == 1


def test_a_publication_whose_reply_is_lost_is_not_done_twice(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job)
    ready = transitions.ready(
        job, owner="me", result=transitions.Result(stored.program_id), usage=None, now=NOW
    )
    publication = JobMove(ready, job, announcement_of(ready, "It is ready."))
    commit = shop.programs.publication(stored)

    with shop.lost_reply(), pytest.raises(StorageError):
        commit(publication)
    commit(publication)

    messages = shop.conversations.find_messages(user, job.conversation_id, limit=10)
    assert shop.jobs.find(user, job.job_id) == ready
    assert len(messages) == 1


def test_a_creation_whose_reply_is_lost_counts_once(shop: Shop, user: str) -> None:
    job = new_job(user)

    with shop.lost_reply(), pytest.raises(StorageError):
        shop.jobs.create(job, limits=LIMITS)
    shop.jobs.create(job, limits=LIMITS)

    assert shop.jobs.find_lock_holder(user) == job


def test_nothing_is_published_for_a_job_that_has_moved_on(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job)
    shop.jobs.commit(JobMove(transitions.cancel(job, now=NOW), job))
    ready = transitions.ready(
        job, owner="me", result=transitions.Result(stored.program_id), usage=None, now=NOW
    )

    with pytest.raises(ConditionFailedError):
        shop.programs.publication(stored)(JobMove(ready, job))

    assert shop.programs.find(user, stored.program_id) is None


def test_a_late_owner_cannot_supersede_what_its_successor_published(shop: Shop, user: str) -> None:
    job = shop.running(user)
    published: list[StoredProgram] = []

    def overtaken() -> None:
        if not published:
            published.append(shop.stored(job))
            shop.publish(job, published[0])
            return
        raise LeaseHeldError("the job is not ours any more")

    with pytest.raises(LeaseHeldError):
        shop.stored(job, overtaken)

    versions = shop.objects.list_versions(published[0].s3_detail_key)
    assert [item.version_id for item in versions] == [published[0].s3_version_id]


def test_nothing_is_published_for_a_coach_who_was_removed(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job)
    shop.table.write(delete("coach", coach_key(user, job.coach_id)))

    with pytest.raises(NotFoundError):
        shop.publish(job, stored)

    assert shop.programs.find(user, stored.program_id) is None
    assert shop.jobs.find(user, job.job_id) == job


def test_an_item_over_the_limit_is_refused_before_anything_is_sent(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job).model_copy(update={"summary": "x" * 410_000})

    with pytest.raises(ItemTooLargeError):
        shop.publish(job, stored)

    stays = shop.jobs.find(user, job.job_id)
    assert stays == job


def test_a_message_meets_a_chat_turn_without_a_gap_or_a_loss(shop: Shop, user: str) -> None:
    job = shop.running(user)
    stored = shop.stored(job)

    def write(number: int) -> None:
        if number == 3:
            shop.publish(job, stored)
            return
        shop.conversations.append_message(
            user,
            job.conversation_id,
            _message(f"message-{number}"),
            expected_seq=1,
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(8)))

    messages = shop.conversations.find_messages(user, job.conversation_id, limit=20)
    assert [item.seq for item in messages] == list(range(1, 9))
    assert sum(item.job_id == job.job_id for item in messages) == 1


def test_leftovers_are_the_unpublished_versions_and_go_for_good(shop: Shop, user: str) -> None:
    job = shop.running(user)
    first, second = shop.stored(job), shop.stored(job)
    leftovers = StoredLeftovers(shop.table, shop.objects)

    versions = leftovers.list_versions(job)
    published = leftovers.is_published(job)
    leftovers.delete_versions(job, versions)

    assert set(versions) == {first.s3_version_id, second.s3_version_id}
    assert not published
    assert leftovers.list_versions(job) == ()
    assert shop.objects.find(first.s3_detail_key) is None


def test_deletion_takes_every_version_below_a_prefix(shop: Shop, user: str) -> None:
    for name in ("a.json", "b.json", "a.json"):
        shop.objects.put(f"jobs/{user}/job/{name}", b"{}")
    kept = shop.objects.put(f"jobs/{user}-other/job/a.json", b"{}")

    deleted = shop.objects.delete_all_versions(f"jobs/{user}/")

    assert deleted == 3
    assert list(shop.objects.list_keys(f"jobs/{user}/")) == []
    assert shop.objects.load(kept.key) == b"{}"


def _message(message_id: str) -> Message:
    return Message(id=message_id, role="user", content="hi", created_at=NOW)
