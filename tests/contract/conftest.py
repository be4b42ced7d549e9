"""The AWS services that tests talk to over HTTP: moto's server on a free loopback port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from types_boto3_dynamodb import DynamoDBClient
from types_boto3_s3 import S3Client

from libs.storage.clients import CLIENT_CONFIG
from libs.storage.objects import Objects
from libs.storage.schema import TABLE_SCHEMA
from libs.storage.table import Table
from local.aws_resources import create_vector_index
from local.aws_server import start_in_thread
from local.vectors import VectorServer

REGION = "us-east-1"
TABLE, BUCKET = "contract-table", "contract-bucket"


@dataclass(frozen=True)
class AwsServer:
    """A running moto server with the table and the versioned bucket in it."""

    endpoint_url: str

    def session(self) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION
        )

    def dynamodb(self) -> DynamoDBClient:
        return self.session().client(
            "dynamodb", endpoint_url=self.endpoint_url, config=CLIENT_CONFIG
        )

    def s3(self) -> S3Client:
        return self.session().client("s3", endpoint_url=self.endpoint_url, config=CLIENT_CONFIG)

    def filled(self) -> AwsServer:
        """Make the table and the bucket; return the server."""
        self.dynamodb().create_table(TableName=TABLE, BillingMode="PAY_PER_REQUEST", **TABLE_SCHEMA)
        s3 = self.s3()
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        return self


@pytest.fixture(scope="session")
def aws_server() -> Iterator[AwsServer]:
    endpoint_url, stop = start_in_thread()
    yield AwsServer(endpoint_url).filled()
    stop()


@pytest.fixture(scope="session")
def running_vectors() -> Iterator[VectorServer]:
    server = VectorServer().start()
    create_vector_index(server.url)
    yield server
    server.close()


@pytest.fixture
def vector_server(running_vectors: VectorServer) -> Iterator[VectorServer]:
    """The vector double with the index in it; it serves again after a test that broke it."""
    yield running_vectors
    running_vectors.refuse_with = None


@pytest.fixture(scope="session")
def table(aws_server: AwsServer) -> Table:
    return Table(aws_server.dynamodb(), TABLE)


@pytest.fixture(scope="session")
def objects(aws_server: AwsServer) -> Objects:
    return Objects(aws_server.s3(), BUCKET)
