"""The real stores on one moto server, and the athletes in its user pool."""

from __future__ import annotations

import itertools
import os

from libs.clock import SystemClock
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.coaches import DynamoCoachStore
from libs.storage.conversations import DynamoConversations
from libs.storage.deletion import Deletion
from libs.storage.job_files import ObjectRequestStore, ObjectStepStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.keys import Key
from libs.storage.objects import Objects
from libs.storage.profiles import DynamoProfileStore
from libs.storage.programs import DynamoProgramStore
from libs.storage.table import Table
from libs.storage.usage import DynamoUsageStore
from libs.storage.writes import delete
from local.aws_resources import PASSWORD, REGION, Resources, create_resources
from local.bedrock import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY

AMPLE = 1_000_000_000
"""A limit that nothing here reaches."""
_OWNED = ("jobs", "training-programs", "user-uploads")
"""Prefixes of the bucket below which an athlete's own files are."""


class Stores:
    """Adapters over table and bucket, as the functions wire them; safe from several threads."""

    def __init__(self, aws_url: str) -> None:
        self.resources: Resources = create_resources(aws_url)
        session, clock = self.resources.session(), SystemClock()
        dynamodb = session.client("dynamodb", endpoint_url=aws_url, config=CLIENT_CONFIG)
        s3 = session.client("s3", endpoint_url=aws_url, config=CLIENT_CONFIG)
        self._dynamodb = dynamodb
        self.table = Table(dynamodb, self.resources.table_name)
        self.objects = Objects(s3, self.resources.bucket_name)
        self.jobs = DynamoJobStore(self.table)
        self.usage = DynamoUsageStore(self.table)
        self.requests = ObjectRequestStore(self.objects)
        self.results = ObjectStepStore(self.objects)
        self.programs = DynamoProgramStore(self.table, self.objects)
        self.conversations = DynamoConversations(self.table)
        self.coaches = DynamoCoachStore(self.table, clock)
        self.profiles = DynamoProfileStore(self.table, clock)
        self.deletion = Deletion(self.table, self.objects, vectors=None, clock=clock)
        self._accounts = self.resources.accounts()
        self._numbers = itertools.count(1)
        self._names: dict[str, str] = {}

    def environment(self, *, lease_s: float) -> dict[str, str]:
        """Return the variables of a function that works on these stores."""
        url = self.resources.endpoint_url
        return {
            "STAGE": "faults",
            "LOG_LEVEL": "INFO" if os.environ.get("FAULTS_KEEP") else "ERROR",
            "TABLE_NAME": self.resources.table_name,
            "BUCKET_NAME": self.resources.bucket_name,
            "EVENT_BUS_NAME": self.resources.event_bus_name,
            "MODEL_TIERS": "{}",
            "JOB_LEASE_S": str(lease_s),
            "DAILY_TOKEN_LIMIT": str(AMPLE),
            "DAILY_BUILD_LIMIT": str(AMPLE),
            "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
            "VECTOR_STORE": "none",
            "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": "build",
            "BUILD_WORKOUT_FUNCTION_NAME": "workout",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
            "AWS_ENDPOINT_URL_DYNAMODB": url,
            "AWS_ENDPOINT_URL_S3": url,
            "AWS_ENDPOINT_URL_EVENTBRIDGE": url,
        }

    def add_athlete(self) -> str:
        """Return the id of an athlete nobody knows yet: the `sub` of their tokens."""
        name = f"athlete{next(self._numbers)}"
        user_id = self._accounts.add_user(name, PASSWORD)
        self._names[user_id] = name
        return user_id

    def token(self, user_id: str) -> str:
        """Return a real access token of an athlete."""
        return self._accounts.sign_in(self._names[user_id], PASSWORD).access

    def forget(self, user_id: str) -> None:
        """Remove everything of an athlete: moto slows down with every item it holds."""
        for key in self._keys_of(user_id):
            self.table.write(delete("item", key))
        for prefix in _OWNED:
            self.objects.delete_all_versions(f"{prefix}/{user_id}/")

    def remains_of(self, user_id: str) -> list[str]:
        """Return what is stored of an athlete, dumps included."""
        items = [key.sk for key in self._keys_of(user_id)]
        return items + [key for key in self.objects.list_keys("") if user_id in key]

    def _keys_of(self, user_id: str) -> list[Key]:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self.resources.table_name)
        keys = [Key(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]]
        return [key for key in keys if key.pk.split("#")[:2] == ["user", user_id]]
