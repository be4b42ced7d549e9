"""What the checklist looks at: a stack's addresses, names and logs, wherever it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from libs.storage.table import Table
from local.accounts import Accounts
from local.verify.logs import LogSource
from local.verify.model_control import ModelControl

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

CHAT, PROGRAM, WORKOUT, API = (
    "stream_coach_conversation", "build_training_program", "build_workout", "coach_api",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One running system."""

    name: str
    session: boto3.Session
    endpoint_url: str | None
    """Where the services are emulated; None is AWS."""
    api_url: str
    chat_url: str
    table_name: str
    bucket_name: str
    queue_url: str
    user_pool_id: str
    client_id: str
    functions: Mapping[str, str]
    """Deployed names by our names; empty where no Lambda service runs them."""
    logs: Mapping[str, LogSource]
    model: ModelControl | None = None
    """The local Bedrock; None where a real model answers."""
    chat_role: boto3.Session | None = None
    """A session of the chat's role; None where nobody may take it, or none is enforced."""

    def accounts(self) -> Accounts:
        """Return the users of the pool."""
        client = self.session.client("cognito-idp", endpoint_url=self.endpoint_url)
        return Accounts(client, self.user_pool_id, self.client_id)

    def table(self) -> Table:
        """Return the table as the functions see it."""
        return Table(self.dynamodb(), self.table_name)

    def dynamodb(self) -> DynamoDBClient:
        """Return a client of the table's service."""
        return self.session.client("dynamodb", endpoint_url=self.endpoint_url)

    def s3(self) -> S3Client:
        """Return a client of the bucket's service."""
        return self.session.client("s3", endpoint_url=self.endpoint_url)

    def sqs(self) -> SQSClient:
        """Return a client of the on-failure queue's service."""
        return self.session.client("sqs", endpoint_url=self.endpoint_url)

    def functions_client(self) -> LambdaClient:
        """Return a client of Lambda."""
        return self.session.client("lambda", endpoint_url=self.endpoint_url)
