"""What the functions need of the template, declared apart from it.

`tests/day` holds these tables against the requests and lines of a day on the whole local system;
the tests beside this file hold the template against them. A new permission is a new row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.infrastructure.templates import FUNCTION_TITLES

CHAT, PROGRAM, WORKOUT, SUMMARY, API, RECONCILE = FUNCTION_TITLES
BUILDS = (PROGRAM, WORKOUT)
BACKGROUND = (*BUILDS, SUMMARY)
Places = tuple[str, ...]


class Need(NamedTuple):
    """A permission: who, what, where."""

    function: str
    action: str
    place: str

    def __str__(self) -> str:
        return f"{self.function}: {self.action} on {self.place}"


_ALL_ITEMS: Mapping[str, Places] = {
    "dynamodb:GetItem": ("table",),
    "dynamodb:PutItem": ("table",),
    "dynamodb:UpdateItem": ("table",),
    "dynamodb:DeleteItem": ("table",),
    "dynamodb:ConditionCheckItem": ("table",),
    "dynamodb:Query": ("table", "index/gsi1"),
}
_CLAUDE: Mapping[str, Places] = {
    "bedrock:InvokeModelWithResponseStream": ("claude",),
    "bedrock:InvokeModel": ("claude", "titan"),
}
_INDEXED: Mapping[str, Places] = {
    "s3vectors:PutVectors": ("vectors",),
    "s3vectors:DeleteVectors": ("vectors",),
}
_SEARCHED: Mapping[str, Places] = {
    "s3vectors:QueryVectors": ("vectors",),
    "s3vectors:GetVectors": ("vectors",),
}
_OWN: Mapping[str, Places] = {
    "logs:CreateLogStream": ("own logs",),
    "logs:PutLogEvents": ("own logs",),
    "xray:PutTraceSegments": ("*",),
    "xray:PutTelemetryRecords": ("*",),
}
_FAILING: Mapping[str, Places] = {
    "sqs:SendMessage": ("failures",),
    "sqs:GetQueueAttributes": ("failures",),
    "sqs:GetQueueUrl": ("failures",),
}
_BUILD: Mapping[str, Places] = {
    **_ALL_ITEMS,
    **_CLAUDE,
    **_INDEXED,
    **_SEARCHED,
    **_OWN,
    "s3:GetObject": ("jobs/", "training-programs/", "user-uploads/"),
    "s3:GetObjectVersion": ("training-programs/",),
    "s3:PutObject": ("jobs/", "training-programs/", "debug/"),
    "s3:ListBucket": ("jobs/", "training-programs/", "user-uploads/"),
    "events:PutEvents": ("bus",),
    **_FAILING,
}
_DELETED: Places = ("training-programs/", "jobs/", "user-uploads/", "debug/")

PERMISSIONS: Mapping[str, Mapping[str, Places]] = {
    CHAT: {
        **_ALL_ITEMS,
        "dynamodb:BatchGetItem": ("table",),
        **_CLAUDE,
        "s3vectors:PutVectors": ("vectors",),
        **_SEARCHED,
        **_OWN,
        "s3:PutObject": ("jobs/",),
        "s3:GetObject": ("user-uploads/",),
        "s3:ListBucket": ("user-uploads/",),
        "lambda:InvokeFunction": BACKGROUND,
    },
    PROGRAM: _BUILD,
    WORKOUT: _BUILD,
    SUMMARY: {
        "dynamodb:GetItem": ("table",),
        "dynamodb:PutItem": ("table",),
        "dynamodb:UpdateItem": ("table",),
        "dynamodb:ConditionCheckItem": ("table",),
        "dynamodb:Query": ("table",),
        **_CLAUDE,
        **_INDEXED,
        **_OWN,
        "s3:GetObject": ("jobs/",),
        "s3:PutObject": ("jobs/", "debug/"),
        "s3:ListBucket": ("jobs/",),
        **_FAILING,
    },
    API: {
        **_ALL_ITEMS,
        **_OWN,
        "s3:GetObject": ("training-programs/",),
        "s3:GetObjectVersion": ("training-programs/",),
        "s3:PutObject": ("user-uploads/",),
        "s3:DeleteObject": _DELETED,
        "s3:DeleteObjectVersion": _DELETED,
        "s3:ListBucket": ("training-programs/",),
        "s3:ListBucketVersions": _DELETED,
        "lambda:InvokeFunction": BUILDS,
        "bedrock:InvokeModel": ("titan",),
        **_INDEXED,
    },
    RECONCILE: {
        **_ALL_ITEMS,
        **_OWN,
        "s3:DeleteObject": ("training-programs/",),
        "s3:DeleteObjectVersion": ("training-programs/",),
        "s3:ListBucketVersions": ("training-programs/",),
        "lambda:InvokeFunction": BUILDS,
        "events:PutEvents": ("bus",),
        "sqs:ReceiveMessage": ("failures",),
        "sqs:DeleteMessage": ("failures",),
        "sqs:ChangeMessageVisibility": ("failures",),
        "sqs:GetQueueAttributes": ("failures",),
        "sqs:GetQueueUrl": ("failures",),
    },
}

OFF_WIRE: tuple[tuple[tuple[str, ...], tuple[str, ...], Places | None, str], ...] = (
    (tuple(FUNCTION_TITLES), tuple(_OWN), None, "used by the Lambda service, not by our code"),
    (BACKGROUND, tuple(_FAILING), None, "the Lambda service sends what failed for good"),
    (
        (RECONCILE,),
        ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility",
         "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
        None,
        "the Lambda service polls the queue with the function's role",
    ),
    (
        (CHAT, *BACKGROUND),
        ("bedrock:InvokeModel",),
        ("claude",),
        "seed F2 asks for both calls; ours always stream",
    ),
    (
        (CHAT, *BACKGROUND, API),
        ("s3vectors:GetVectors", "s3vectors:DeleteVectors"),
        ("vectors",),
        "queries that return metadata need GetVectors; builds take back what was deleted meanwhile",
    ),
    (
        BUILDS,
        ("s3vectors:QueryVectors",),
        ("vectors",),
        "seed A8: the workout build has the rights of the program build, which recalls",
    ),
    (
        BUILDS,
        ("dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:Query",
         "dynamodb:UpdateItem", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject",
         "s3:ListBucket", "events:PutEvents"),
        None,
        "seed A8: both builds have the policies of either; the other one was seen to use it",
    ),
    (
        (API, RECONCILE),
        ("s3:DeleteObject",),
        None,
        "runtime.md section 9; ours name a version, a marker would need this",
    ),
    (
        (API,),
        ("s3:DeleteObjectVersion", "s3:ListBucketVersions", "s3:GetObject", "s3:ListBucket",
         "dynamodb:ConditionCheckItem", "lambda:InvokeFunction"),
        None,
        "branches the day does not take: dumps, details without a version, retried workouts",
    ),
    (
        (RECONCILE,),
        ("dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem",
         "dynamodb:Query", "lambda:InvokeFunction"),
        None,
        "branches the day does not take: a stuck program build, its lock, its message",
    ),
)  # fmt: skip
"""Functions, actions, places (None is all) and why a day's requests may not show the need."""

_CALLS = ("TokensIn", "TokensOut", "CacheReadTokens", "CostMicroUsd", "ModelRetries")
EMITTED: Mapping[str, tuple[str, ...]] = {
    CHAT: ("FirstTextMs", "TurnSeconds", "StreamErrors", *_CALLS),
    PROGRAM: ("BuildSeconds", "StepSeconds", "LintScore", "RepairTurns", *_CALLS),
    WORKOUT: ("BuildSeconds", "StepSeconds", "WorkoutsLogged", "WorkoutsRefused", *_CALLS),
    SUMMARY: ("BuildSeconds", "StepSeconds", *_CALLS),
    RECONCILE: ("JobsStuck",),
}
"""Metrics by the function that emits them; dashboard and alarms show exactly these and the rare."""
RARE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((CHAT, *BUILDS, SUMMARY), ("ModelsGone", "MemoryIndexUnavailable")),
    API: ("MemoryIndexUnavailable",),
}
"""Metrics of trouble that an ordinary day does not have."""


def declared() -> set[Need]:
    """Return every permission as one row."""
    return {
        Need(function, action, place)
        for function, actions in PERMISSIONS.items()
        for action, places in actions.items()
        for place in places
    }


def off_wire() -> set[Need]:
    """Return the rows that a day may not show."""
    return {
        need
        for need in declared()
        for functions, actions, places, _ in OFF_WIRE
        if need.function in functions and need.action in actions
        if places is None or need.place in places
    }
