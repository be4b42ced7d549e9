"""The one dashboard: every figure our code emits, and what AWS measures of functions and API."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.config import StageConfig
from stacks.constructs.python_function import METRICS_NAMESPACE, PythonFunction

FIVE_MINUTES = cdk.Duration.minutes(5)
CHAT, PROGRAM = "stream_coach_conversation", "build_training_program"
WORKOUT, SUMMARY, RECONCILE = "build_workout", "build_conversation_summary", "reconcile_jobs"
API = "coach_api"
BUILDS = (PROGRAM, WORKOUT, SUMMARY)
MODEL_CALLERS = (CHAT, *BUILDS)
ROWS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Time to first text, ms", "FirstTextMs", (CHAT,), ("p50", "p95")),
    ("Turn, seconds", "TurnSeconds", (CHAT,), ("p50", "p95")),
    ("Turns that ended with an error", "StreamErrors", (CHAT,), ("Sum",)),
    ("Build, seconds", "BuildSeconds", BUILDS, ("p50", "p95")),
    ("Step, seconds", "StepSeconds", BUILDS, ("p95",)),
    ("Lint score", "LintScore", (PROGRAM,), ("Average", "Minimum")),
    ("Repair turns", "RepairTurns", (PROGRAM,), ("Sum",)),
    ("Workouts logged", "WorkoutsLogged", (WORKOUT,), ("Sum",)),
    ("Workouts refused", "WorkoutsRefused", (WORKOUT,), ("Sum",)),
    ("Tokens in", "TokensIn", MODEL_CALLERS, ("Sum",)),
    ("Tokens out", "TokensOut", MODEL_CALLERS, ("Sum",)),
    ("Tokens read from the cache", "CacheReadTokens", MODEL_CALLERS, ("Sum",)),
    ("Cost, millionths of a USD", "CostMicroUsd", MODEL_CALLERS, ("Sum",)),
    ("Model retries", "ModelRetries", MODEL_CALLERS, ("Sum",)),
    ("Memory index down or late", "MemoryIndexUnavailable", (*MODEL_CALLERS, API), ("Sum",)),
    ("Stuck jobs", "JobsStuck", (RECONCILE,), ("Maximum",)),
)
"""Title, metric, functions that emit it, statistics; a test holds it against what is emitted."""


def own_metric(
    stage: StageConfig,
    name: str,
    service: str,
    statistic: str,
    period: cdk.Duration = FIVE_MINUTES,
) -> cloudwatch.Metric:
    """Return a metric of our code, in the dimensions every figure has."""
    return cloudwatch.Metric(
        namespace=METRICS_NAMESPACE,
        metric_name=name,
        dimensions_map={"service": service, "stage": stage.name},
        statistic=statistic,
        period=period,
    )


def add_dashboard(
    scope: Construct,
    stage: StageConfig,
    functions: Mapping[str, PythonFunction],
    failures: sqs.Queue,
    api: apigateway.RestApi,
) -> cloudwatch.Dashboard:
    """Add the dashboard of a stage."""
    charts: list[tuple[str, list[cloudwatch.IMetric]]] = [
        (
            title,
            [
                own_metric(stage, name, who, how).with_(label=f"{who} {how}")
                for who in services
                for how in statistics
            ],
        )
        for title, name, services, statistics in ROWS
    ]
    every = list(functions.values())
    charts += [
        ("Function errors", [item.function.metric_errors() for item in every]),
        ("Function throttles", [item.function.metric_throttles() for item in every]),
        ("API", [api.metric_count(), api.metric_client_error(), api.metric_server_error()]),
        ("On-failure queue", [failures.metric_approximate_number_of_messages_visible()]),
    ]
    board = cloudwatch.Dashboard(scope, "Dashboard", default_interval=cdk.Duration.hours(24))
    for start in range(0, len(charts), 3):
        board.add_widgets(
            *(
                cloudwatch.GraphWidget(title=title, left=metrics, width=8)
                for title, metrics in charts[start : start + 3]
            )
        )
    return board
