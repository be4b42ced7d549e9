from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from local.client import CoachClient
from local.configuration import Limits
from local.stack import LocalStack, StackOptions
from tests.day.athlete import Day
from tests.day.wiretap import Exchange, Wiretap

CHAT_LOG = "api"
"""The chat shares the process of the local gateway."""
SERVICES = {
    "stream_coach_conversation": CHAT_LOG,
    "build_training_program": "build_training_program",
    "build_workout": "build_workout",
    "build_conversation_summary": "build_conversation_summary",
    "coach_api": "coach_api",
    "reconcile_jobs": "reconcile_jobs",
}


@dataclass(frozen=True)
class Watched:
    """A day that is over: what was sent, written and answered."""

    exchanges: tuple[Exchange, ...] = field(repr=False)
    logs: Mapping[str, str] = field(repr=False)
    """Everything each function wrote to its standard streams, by its name."""
    refusals: tuple[str, ...]
    dumps: Mapping[str, str] = field(repr=False)
    """Content of each debug dump by its key."""
    token: str = field(repr=False)
    turns: Mapping[str, str]

    def lines(self, function: str) -> list[dict[str, Any]]:
        """Return the JSON lines of a function, metrics included."""
        text = self.logs[function]
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    log_dir: Path = tmp_path_factory.mktemp("day")
    tap = Wiretap()
    options = StackOptions(
        port=0,
        log_dir=log_dir,
        limits=Limits(retry_delays_s=(0.2, 0.2)),
        schedule_s=1.0,
        environment_of=tap.environment_of,
    )
    with LocalStack(options) as stack:
        token = stack.sign_in()
        with CoachClient(stack.api_url, token, stack.user_id, stack.coach_id) as client:
            day = Day(stack, token, client)
            day.live()
        dumps = _dumps(stack)
    tap.close()
    logs = {name: (log_dir / f"{file}.log").read_text("utf-8") for name, file in SERVICES.items()}
    yield Watched(tuple(tap.exchanges), logs, tuple(day.refusals), dumps, token, day.turns)


def _dumps(stack: LocalStack) -> dict[str, str]:
    aws = stack.resources
    s3 = aws.session().client("s3", endpoint_url=aws.endpoint_url)
    found = s3.list_objects_v2(Bucket=aws.bucket_name, Prefix="debug/").get("Contents", [])
    return {
        item["Key"]: s3.get_object(Bucket=aws.bucket_name, Key=item["Key"])["Body"].read().decode()
        for item in found
    }
