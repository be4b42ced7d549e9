"""From settings to a working store: names, secrets, and stores that are not there."""

from __future__ import annotations

import pytest

from libs.errors import StorageError, StoreRejectedError
from libs.memory.index import UNAVAILABLE, MemoryIndex
from libs.memory.models import MemoryRecord, Search
from libs.settings import SettingsError, VectorSettings
from local.vectors import VectorServer
from tests.contract.conftest import AwsServer
from tests.contract.vectors.conftest import Connect, Rig, Vendor
from tests.contract.vectors.test_vector_stores import ALL, EAST, NOW, entry, ids
from tests.fakes.jobs import RecordingLog, RecordingMetrics


class EastEmbeddings:
    """Every text points east."""

    dimensions = 4

    def embed(self, text: str) -> tuple[float, ...]:
        return EAST


@pytest.mark.parametrize("vendor", ["s3_vectors", "pinecone"])
def test_a_store_that_does_not_listen_is_unavailable(vendor: Vendor, connect: Connect) -> None:
    gone = VectorServer().start()
    gone.close()
    environment = pytest.MonkeyPatch()
    environment.setenv("AWS_ENDPOINT_URL_S3VECTORS", gone.url)

    with pytest.raises(StorageError) as failed:
        connect(vendor, VECTOR_HOST=gone.url).delete("athlete", ["memory#one"])

    environment.undo()
    assert failed.value.retryable


def test_an_index_that_was_never_made_is_our_mistake(connect: Connect) -> None:
    with pytest.raises(StoreRejectedError):
        connect("s3_vectors", VECTOR_INDEX_NAME="other").delete("athlete", ["memory#one"])


def test_a_secret_that_is_gone_or_wrong_opens_nothing(
    connect: Connect, aws_server: AwsServer, secret_arn: str
) -> None:
    secrets = aws_server.session().client("secretsmanager", endpoint_url=aws_server.endpoint_url)
    wrong = secrets.create_secret(Name="wrong", SecretString="not-the-key")["ARN"]

    for arn in (f"{secret_arn}-gone", wrong):
        with pytest.raises(StoreRejectedError) as refused:
            connect("pinecone", VECTOR_SECRET_ARN=arn).upsert("athlete", [entry("one")])
        assert "not-the-key" not in str(refused.value)


@pytest.mark.parametrize(
    ("store", "missing"), [("s3_vectors", "VECTOR_BUCKET_NAME"), ("pinecone", "VECTOR_SECRET_ARN")]
)
def test_a_store_without_its_names_is_refused_at_start(store: str, missing: str) -> None:
    environment = {"EMBEDDING_MODEL_ID": "titan", "VECTOR_STORE": store}

    with pytest.raises(SettingsError, match=missing):
        VectorSettings.from_environment(environment)


def test_the_index_degrades_to_nothing_with_a_metric(rig: Rig) -> None:
    log, metrics = RecordingLog(), RecordingMetrics()
    index = MemoryIndex(
        embeddings=EastEmbeddings(), store=rig.store, log=log, metrics=metrics, wait_s=30.0
    )
    record = MemoryRecord.of("memory", "one", "No dips\x00", at=NOW)
    look = (Search(kinds=ALL, top_k=5),)
    rig.server.refuse_with = 503

    assert index.remember(rig.athlete, [record]) is False
    assert index.start_search(rig.athlete, "dips?", look)() is None
    rig.server.refuse_with = None
    assert index.remember(rig.athlete, [record]) is True
    (hits,) = index.start_search(rig.athlete, "dips?", look)() or ((),)

    assert [hit.record for hit in hits] == [record]
    assert ids(rig) == ["one"]
    assert [name for name, *_ in metrics.figures].count(UNAVAILABLE) == 2
    assert "dips" not in repr(log.lines)
