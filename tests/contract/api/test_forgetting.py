"""Deletion over both vendors: nothing is left, wherever it is cut off and repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest
from types_boto3_dynamodb import DynamoDBClient
from types_boto3_s3 import S3Client

from libs.clock import FrozenClock
from libs.errors import StorageError
from libs.memory.models import Entry, MemoryRecord, RecordKind, Search
from libs.memory.ports import VectorStore
from libs.storage.deletion import Deletion, Receipt
from libs.storage.keys import (
    conversation_pk,
    details_object,
    exercises_pk,
    program_pk,
    user_pk,
)
from libs.storage.objects import Objects
from libs.storage.table import Table
from libs.storage.writes import Write
from libs.vectors.pinecone import PineconeVectorStore
from libs.vectors.s3_vectors import S3VectorStore
from local.aws_resources import VECTOR_BUCKET, VECTOR_INDEX
from local.vectors import VectorServer
from local.vectors.server import API_KEY, DIMENSION
from tests.contract.api.builders import NOW, Stored
from tests.contract.conftest import BUCKET, TABLE, AwsServer

KINDS: tuple[RecordKind, ...] = ("workout", "program", "conversation", "memory")
VECTOR = (1.0, *(0.0,) * (DIMENSION - 1))
MAX_STEPS = 40


class Cut(Exception):
    """The process ends here."""


@dataclass
class Scissors:
    """Cuts before the call that is counted down to; every call to a service counts."""

    left: int = 10_000

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut


class CutTable(Table):
    def __init__(self, client: DynamoDBClient, scissors: Scissors) -> None:
        super().__init__(client, TABLE)
        self._scissors = scissors

    def write(self, write: Write) -> dict[str, object]:
        self._scissors.step()
        return super().write(write)

    def transact(self, writes: Sequence[Write], *, token: str | None = None) -> None:
        self._scissors.step()
        super().transact(writes)


class CutObjects(Objects):
    def __init__(self, client: S3Client, scissors: Scissors) -> None:
        super().__init__(client, BUCKET)
        self._scissors = scissors

    def delete_all_versions(self, prefix: str) -> int:
        self._scissors.step()
        return super().delete_all_versions(prefix)


@dataclass
class CutVectors:
    store: VectorStore
    scissors: Scissors

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        self.scissors.step()
        self.store.delete(user_id, keys)


@dataclass(frozen=True)
class Clients:
    """Made once: making them takes longer than all their calls."""

    dynamodb: DynamoDBClient
    s3: S3Client
    stores: Mapping[str, VectorStore]


@dataclass
class World:
    """One athlete's things of all kinds, each with its record."""

    stored: Stored
    store: VectorStore
    clients: Clients
    vectors: VectorServer
    table: Table
    objects: Objects

    def make(self, kind: RecordKind) -> str:
        id = getattr(self, f"_make_{kind}")()
        record = MemoryRecord.of(kind, id, "5x5 squats", at=NOW)
        self.store.upsert(self.stored.user_id, [Entry(record, VECTOR)])
        return str(id)

    def deletion(self, scissors: Scissors) -> Callable[[RecordKind, str], Receipt]:
        deletion = Deletion(
            CutTable(self.clients.dynamodb, scissors),
            CutObjects(self.clients.s3, scissors),
            vectors=CutVectors(self.store, scissors),
            clock=FrozenClock(NOW),
        )

        def delete(kind: RecordKind, id: str) -> Receipt:
            call: Callable[[str, str], Receipt] = getattr(deletion, f"delete_{kind}")
            return call(self.stored.user_id, id)

        return delete

    def left_of(self, id: str) -> list[str]:
        """Return the names of everything that still tells of a thing."""
        user = self.stored.user_id
        search = Search(kinds=KINDS, top_k=100)
        hits = self.store.query(user, VECTOR, search)
        partitions = (user_pk(user), exercises_pk(user), conversation_pk(user, id))
        rows = [
            f"{row['pk']}/{row['sk']}"
            for pk in (*partitions, program_pk(user, id))
            for row in self.table.query(pk)
            if not str(row["sk"]).startswith("receipt#")
        ]
        prefixes = (f"training-programs/{user}/{id}/", f"user-uploads/{user}/{id}")
        versions = [item.key for prefix in prefixes for item in self.objects.list_versions(prefix)]
        found = [hit.record.id for hit in hits] + versions
        return [name for name in found + rows if id in name]

    def _make_workout(self) -> str:
        return self.stored.workout()

    def _make_memory(self) -> str:
        return self.stored.memory()

    def _make_program(self) -> str:
        program_id = self.stored.program()
        self.objects.put(details_object(self.stored.user_id, program_id), b"{}")
        self.stored.done_session(program_id, "workout_0")
        return program_id

    def _make_conversation(self) -> str:
        head = self.stored.conversation()
        image = f"user-uploads/{self.stored.user_id}/{head.conversation_id}.png"
        for _ in range(2):
            self.objects.put(image, b"image")
        self.stored.message(head, 1, image_keys=(image,))
        self.stored.message(head, 2)
        return head.conversation_id


@pytest.fixture(scope="module")
def clients(aws_server: AwsServer, running_vectors: VectorServer) -> Iterator[Clients]:
    client = aws_server.session().client("s3vectors", endpoint_url=running_vectors.url)
    s3 = S3VectorStore(lambda: client, bucket_name=VECTOR_BUCKET, index_name=VECTOR_INDEX)
    pinecone = PineconeVectorStore(lambda: API_KEY, host=running_vectors.url, timeout_s=5.0)
    stores: Mapping[str, VectorStore] = {"s3_vectors": s3, "pinecone": pinecone}
    yield Clients(aws_server.dynamodb(), aws_server.s3(), stores)
    s3.close()
    pinecone.close()


@pytest.fixture
def world(
    request: pytest.FixtureRequest,
    clients: Clients,
    vector_server: VectorServer,
    stored: Stored,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    monkeypatch.setattr("pinecone._internal.http_client._retry_sleep", lambda seconds: None)
    table, objects = Table(clients.dynamodb, TABLE), Objects(clients.s3, BUCKET)
    vendor = getattr(request, "param", "s3_vectors")
    return World(stored, clients.stores[vendor], clients, vector_server, table, objects)


both = pytest.mark.parametrize("world", ["s3_vectors", "pinecone"], indirect=True)


@both
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_and_a_repeat_gives_the_receipt(world: World, kind: RecordKind) -> None:
    gone, kept = world.make(kind), world.make(kind)
    delete = world.deletion(Scissors())
    before = world.left_of(kept)

    receipt = delete(kind, gone)

    assert world.left_of(gone) == []
    assert delete(kind, gone) == receipt
    assert receipt.vectors == 1
    assert world.left_of(kept) == before


@pytest.mark.parametrize("kind", KINDS)
def test_wherever_it_is_cut_off_a_repeat_finishes_it(world: World, kind: RecordKind) -> None:
    for steps in range(MAX_STEPS):
        id = world.make(kind)
        try:
            world.deletion(Scissors(steps))(kind, id)
        except Cut:
            world.deletion(Scissors())(kind, id)
            assert world.left_of(id) == [], f"cut before step {steps + 1}"
            continue
        assert world.left_of(id) == []
        assert steps > 1
        return
    pytest.fail("the deletion never came to its end")


@both
@pytest.mark.parametrize("kind", KINDS)
def test_a_store_that_is_down_keeps_the_thing_and_asks_for_a_repeat(
    world: World, kind: RecordKind
) -> None:
    id = world.make(kind)
    delete = world.deletion(Scissors())
    world.vectors.refuse_with = 503

    with pytest.raises(StorageError) as failed:
        delete(kind, id)
    world.vectors.refuse_with = None

    assert (failed.value.status_code, failed.value.retryable) == (503, True)
    assert world.left_of(id)
    delete(kind, id)
    assert world.left_of(id) == []
