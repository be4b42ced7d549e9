"""From settings to a memory index: embeddings and vector store, made when they are first used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from libs.ai.bedrock.embeddings import BedrockEmbeddings
from libs.ai.retry import EMBEDDING_RETRIES, RetryPolicy, TokenBucket
from libs.ai.usage import UsageMeter
from libs.clock import Clock
from libs.ids import Ids
from libs.memory.index import MemoryIndex
from libs.memory.ports import MemoryLog, MemoryMetrics
from libs.settings import VectorSettings
from libs.vectors.pinecone import PineconeVectorStore
from libs.vectors.s3_vectors import S3VectorStore, s3_vectors_errors
from libs.vectors.secrets import load_secret

if TYPE_CHECKING:
    from types_boto3_s3vectors import S3VectorsClient


@dataclass(frozen=True)
class Patience:
    """How long one call to a model or store of vectors may take, and how often it is repeated."""

    connect_s: float
    read_s: float
    attempts: int
    embedding: RetryPolicy

    @property
    def total_s(self) -> float:
        """Return a bound for an embedding with all its repeats."""
        policy = self.embedding
        return policy.reserve_s + policy.attempts * (policy.read_cap_s + policy.max_delay_s)

    def client_config(self) -> Config:
        """Return the configuration of an AWS client."""
        return Config(
            connect_timeout=self.connect_s,
            read_timeout=self.read_s,
            retries={"total_max_attempts": self.attempts, "mode": "standard"},
        )


WHILE_SOMEBODY_WAITS = Patience(
    connect_s=1.0,
    read_s=2.0,
    attempts=1,
    embedding=RetryPolicy(
        base_delay_s=0.1, max_delay_s=0.2, read_cap_s=2.0, reserve_s=0.0, attempts=1
    ),
)
"""For chat and API: relevance is not worth a second attempt; our choice."""
IN_BACKGROUND = Patience(connect_s=2.0, read_s=10.0, attempts=3, embedding=EMBEDDING_RETRIES)
"""For builds, which have minutes and keep a reserve of one; our choice."""


def connect_memory(
    settings: VectorSettings,
    session: boto3.Session,
    *,
    patience: Patience,
    clock: Clock,
    ids: Ids,
    log: MemoryLog,
    metrics: MemoryMetrics,
) -> MemoryIndex:
    """Return the index that the settings name; nothing is imported or connected yet."""
    embeddings = BedrockEmbeddings(
        region=session.region_name or "us-east-1",
        clock=clock,
        ids=ids,
        remaining_s=lambda: patience.total_s,
        token_bucket=TokenBucket(),
        meter=UsageMeter(),
        model_id=settings.embedding_model_id,
        dimensions=settings.vector_dimensions,
        policy=patience.embedding,
    )
    store = connect_store(settings, session, patience=patience)
    return MemoryIndex(
        embeddings=embeddings,
        store=store,
        log=log,
        metrics=metrics,
        wait_s=settings.memory_wait_s,
    )


def connect_store(
    settings: VectorSettings, session: boto3.Session, *, patience: Patience
) -> S3VectorStore | PineconeVectorStore | None:
    """Return the vector store that the settings name, or None for a stage without one."""
    if settings.vector_store == "none":
        return None
    if settings.vector_store == "pinecone":
        return PineconeVectorStore(
            lambda: load_secret(
                session, settings.vector_secret_arn, config=patience.client_config()
            ),
            host=settings.vector_host,
            timeout_s=patience.read_s,
        )
    return S3VectorStore(
        _once(session, patience),
        bucket_name=settings.vector_bucket_name,
        index_name=settings.vector_index_name,
    )


def _once(session: boto3.Session, patience: Patience) -> Callable[[], S3VectorsClient]:
    """Return a maker of one client for all threads: boto's own making is not safe for them."""
    lock = threading.Lock()
    made: list[S3VectorsClient] = []

    def client() -> S3VectorsClient:
        with lock:
            if not made:
                with s3_vectors_errors():
                    made.append(session.client("s3vectors", config=patience.client_config()))
            return made[0]

    return client
