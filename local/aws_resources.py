"""The resources that the data stack makes on AWS, made in moto: same keys, same indexes."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass

import boto3

from libs.storage.schema import TABLE_SCHEMA
from libs.vectors.encoding import NOT_FILTERABLE
from local.accounts import Accounts

REGION = "us-east-1"
CREDENTIAL = "local"
"""Key id and key; only loopback servers accept them."""
SEED = 42
"""moto draws its ids from this seed, so pool, client and user ids survive a restart."""
USER_NAME = "demo"
VECTOR_BUCKET, VECTOR_INDEX = "mesocycle-local-vectors", "memories"
PASSWORD = "Demo-athlete-1"  # noqa: S105 (of a pool that exists in memory on loopback only)


@dataclass(frozen=True)
class Resources:
    """Names and addresses of everything the functions are configured with."""

    endpoint_url: str
    table_name: str
    bucket_name: str
    queue_url: str
    event_bus_name: str
    user_pool_id: str
    client_id: str

    @property
    def token_issuer(self) -> str:
        """Return the issuer in the tokens: AWS's, although the keys are on loopback."""
        return f"https://cognito-idp.{REGION}.amazonaws.com/{self.user_pool_id}"

    @property
    def jwks_url(self) -> str:
        """Return the address of the pool's keys."""
        return f"{self.endpoint_url}/{self.user_pool_id}/.well-known/jwks.json"

    def session(self) -> boto3.Session:
        """Return a session with the local credentials."""
        return local_session()

    def accounts(self) -> Accounts:
        """Return the users of the pool."""
        client = local_session().client("cognito-idp", endpoint_url=self.endpoint_url)
        return Accounts(client, self.user_pool_id, self.client_id)

    def sign_in(self, user_name: str = USER_NAME, password: str = PASSWORD) -> str:
        """Return a real Cognito access token of a user of the pool."""
        return self.accounts().sign_in(user_name, password).access


def local_session() -> boto3.Session:
    """Return a session with credentials that only loopback servers accept."""
    return boto3.Session(
        aws_access_key_id=CREDENTIAL, aws_secret_access_key=CREDENTIAL, region_name=REGION
    )


def create_resources(endpoint_url: str) -> Resources:
    """Create table, bucket, queue, bus, user pool and client in an empty moto server."""
    request = urllib.request.Request(f"{endpoint_url}/moto-api/seed?a={SEED}", method="POST")  # noqa: S310
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 (loopback address of ours)
    session = local_session()
    table_name, bucket_name, bus = "mesocycle-local", "mesocycle-local", "mesocycle-local"
    table = session.client("dynamodb", endpoint_url=endpoint_url)
    table.create_table(TableName=table_name, BillingMode="PAY_PER_REQUEST", **TABLE_SCHEMA)
    table.update_time_to_live(
        TableName=table_name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"}
    )
    objects = session.client("s3", endpoint_url=endpoint_url)
    objects.create_bucket(Bucket=bucket_name)
    objects.put_bucket_versioning(Bucket=bucket_name, VersioningConfiguration={"Status": "Enabled"})
    queue = session.client("sqs", endpoint_url=endpoint_url).create_queue(
        QueueName="mesocycle-on-failure"
    )
    session.client("events", endpoint_url=endpoint_url).create_event_bus(Name=bus)
    pool_id, client_id = _create_pool(session, endpoint_url)
    return Resources(
        endpoint_url=endpoint_url,
        table_name=table_name,
        bucket_name=bucket_name,
        queue_url=queue["QueueUrl"],
        event_bus_name=bus,
        user_pool_id=pool_id,
        client_id=client_id,
    )


def create_vector_index(
    endpoint_url: str, *, bucket_name: str = VECTOR_BUCKET, dimension: int = 512
) -> None:
    """Create vector bucket and index in an empty double, as the data stack does on AWS."""
    client = local_session().client("s3vectors", endpoint_url=endpoint_url)
    client.create_vector_bucket(vectorBucketName=bucket_name)
    client.create_index(
        vectorBucketName=bucket_name,
        indexName=VECTOR_INDEX,
        dataType="float32",
        dimension=dimension,
        distanceMetric="cosine",
        metadataConfiguration={"nonFilterableMetadataKeys": list(NOT_FILTERABLE)},
    )


def _create_pool(session: boto3.Session, endpoint_url: str) -> tuple[str, str]:
    cognito = session.client("cognito-idp", endpoint_url=endpoint_url)
    pool = cognito.create_user_pool(PoolName="mesocycle-local")["UserPool"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool["Id"],
        ClientName="scripts",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]
    return pool["Id"], client["ClientId"]
