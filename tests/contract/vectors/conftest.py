"""Both vendors' real SDKs over HTTP against the doubles with exact cosine."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import pytest

from libs.memory.ports import VectorStore
from libs.settings import VectorSettings
from libs.vectors.connect import WHILE_SOMEBODY_WAITS, connect_store
from libs.vectors.pinecone import PineconeVectorStore
from libs.vectors.s3_vectors import S3VectorStore
from local.aws_resources import VECTOR_BUCKET, VECTOR_INDEX, create_vector_index
from local.vectors import VectorServer
from local.vectors.server import API_KEY
from tests.contract.conftest import AwsServer

Vendor = Literal["s3_vectors", "pinecone"]
DIMENSION = 4
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Rig:
    """A store of one vendor, the server behind it, and athletes nobody used before."""

    vendor: Vendor
    store: VectorStore
    server: VectorServer
    athlete: str = field(default_factory=lambda: f"athlete-{next(_numbers)}")
    stranger: str = field(default_factory=lambda: f"stranger-{next(_numbers)}")


@pytest.fixture(scope="package")
def server() -> Iterator[VectorServer]:
    running = VectorServer(dimension=DIMENSION).start()
    create_vector_index(running.url, dimension=DIMENSION)
    yield running
    running.close()


@pytest.fixture(scope="package")
def secret_arn(aws_server: AwsServer) -> str:
    secrets = aws_server.session().client("secretsmanager", endpoint_url=aws_server.endpoint_url)
    return secrets.create_secret(Name="pinecone", SecretString=API_KEY)["ARN"]


Connect = Callable[..., VectorStore]


@pytest.fixture(scope="package")
def connect(server: VectorServer, secret_arn: str, aws_server: AwsServer) -> Iterator[Connect]:
    """Return how a function gets its store: from settings, as deployed."""
    made: list[S3VectorStore | PineconeVectorStore] = []

    def connected(vendor: Vendor, **changes: str) -> VectorStore:
        settings = VectorSettings.from_environment(
            {
                "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
                "VECTOR_STORE": vendor,
                "VECTOR_DIMENSIONS": str(DIMENSION),
                "VECTOR_BUCKET_NAME": VECTOR_BUCKET,
                "VECTOR_INDEX_NAME": VECTOR_INDEX,
                "VECTOR_HOST": server.url,
                "VECTOR_SECRET_ARN": secret_arn,
                **changes,
            }
        )
        store = connect_store(settings, aws_server.session(), patience=WHILE_SOMEBODY_WAITS)
        assert store is not None
        made.append(store)
        return store

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL_S3VECTORS", server.url)
        environment.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws_server.endpoint_url)
        yield connected
        for store in made:
            store.close()


@pytest.fixture(scope="package", params=["s3_vectors", "pinecone"])
def store_of(request: pytest.FixtureRequest, connect: Connect) -> tuple[Vendor, VectorStore]:
    vendor: Vendor = request.param
    return vendor, connect(vendor)


@pytest.fixture
def rig(
    store_of: tuple[Vendor, VectorStore], server: VectorServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rig]:
    # Pinecone's SDK repeats on its own; this is its seam for tests against the sleeps in between.
    monkeypatch.setattr("pinecone._internal.http_client._retry_sleep", lambda seconds: None)
    vendor, store = store_of
    yield Rig(vendor, store, server)
    server.refuse_with = None
