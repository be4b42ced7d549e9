"""Reading the JSON log lines of a function, from CloudWatch Logs or from a file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import boto3

from local.client import Json

POLL_S = 2.0


class LogSource(Protocol):
    """The log of one function."""

    def find(self, text: str, *, since: datetime) -> list[Json]:
        """Return the records that hold a text, oldest first."""
        ...


@dataclass(frozen=True)
class CloudWatchLog:
    """A log group."""

    session: boto3.Session
    group: str
    endpoint_url: str | None = None

    def find(self, text: str, *, since: datetime) -> list[Json]:
        """Return the records of the group that hold a text, oldest first."""
        client = self.session.client("logs", endpoint_url=self.endpoint_url)
        pages = client.get_paginator("filter_log_events").paginate(
            logGroupName=self.group,
            startTime=int(since.timestamp() * 1000),
            filterPattern=f'"{text}"',
        )
        return records((str(event["message"]) for page in pages for event in page["events"]), text)


@dataclass(frozen=True)
class LogFile:
    """The output of a process of ours."""

    path: Path

    def find(self, text: str, *, since: datetime) -> list[Json]:
        """Return the records of the file that hold a text, oldest first; `since` is not needed."""
        lines = self.path.read_text("utf-8", "replace").splitlines() if self.path.exists() else []
        return records(lines, text)


def records(messages: Iterable[str], text: str) -> list[Json]:
    """Return the JSON objects among log messages that hold a text; a message may have lines."""
    return [
        record
        for message in messages
        for record in _objects(message)
        if text in json.dumps(record, ensure_ascii=False)
    ]


def wait_for_records(
    source: LogSource, text: str, *, since: datetime, timeout_s: float
) -> list[Json]:
    """Return the records as soon as there are any: log services lag behind."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = source.find(text, since=since)
        if found or time.monotonic() >= deadline:
            return found
        time.sleep(POLL_S)


def _objects(message: str) -> Iterator[Json]:
    for line in message.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value
