"""The environment of each function on this machine: addresses of loopback, the rest as deployed.

Every function gets exactly the variables that its settings read, as in the template, plus the
runtime's own ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from functions.build_conversation_summary.settings import Settings as SummarySettings
from functions.build_training_program.settings import Settings as ProgramSettings
from functions.build_workout.settings import Settings as WorkoutSettings
from functions.coach_api.settings import Settings as ApiSettings
from functions.reconcile_jobs.settings import Settings as ReconcileSettings
from functions.stream_coach_conversation.settings import Settings as ChatSettings
from libs.settings import FunctionSettings
from local.aws_resources import REGION, VECTOR_BUCKET, VECTOR_INDEX, Resources
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY
from local.lambda_functions import FunctionSpec

JOB_LEASE_S = 10
RETRY_DELAYS_S = (12.0, 24.0)
"""Longer than the lease, as on AWS (60 and 120 s over 45 s)."""
MEMORY_WAIT_S = 10.0
"""Longer than deployed: on a busy machine the first call of a process is slow."""
SETTINGS: Mapping[str, type[FunctionSettings]] = {
    "build_training_program": ProgramSettings,
    "build_workout": WorkoutSettings,
    "build_conversation_summary": SummarySettings,
    "coach_api": ApiSettings,
    "reconcile_jobs": ReconcileSettings,
    "stream_coach_conversation": ChatSettings,
}
EMBEDDING_MODEL_ID = "amazon.titan-embed-text-v2:0"


@dataclass(frozen=True)
class Addresses:
    """Where the parts listen."""

    aws: str
    bedrock: str
    functions: str
    vectors: str


@dataclass(frozen=True)
class Limits:
    """What a run may change: budgets, lease, retries, model tiers as JSON."""

    daily_builds: int = 20
    daily_tokens: int = 5_000_000
    daily_turns: int = 1_000
    turns_per_minute: int = 120
    lease_s: int = JOB_LEASE_S
    retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S
    model_tiers: str | None = None
    cors_origins: tuple[str, ...] = ("http://localhost:3000",)
    overrides: tuple[tuple[str, str], ...] = ()


def runtime_environment(addresses: Addresses) -> dict[str, str]:
    """Return the variables that AWS or the SDKs define, pointing at loopback."""
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_DYNAMODB": addresses.aws,
        "AWS_ENDPOINT_URL_S3": addresses.aws,
        "AWS_ENDPOINT_URL_SQS": addresses.aws,
        "AWS_ENDPOINT_URL_EVENTBRIDGE": addresses.aws,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": addresses.aws,
        "AWS_ENDPOINT_URL_LAMBDA": addresses.functions,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": addresses.bedrock,
        "AWS_ENDPOINT_URL_S3VECTORS": addresses.vectors,
        "ANTHROPIC_BEDROCK_BASE_URL": addresses.bedrock,
        "POWERTOOLS_METRICS_NAMESPACE": "Mesocycle",
        "PYTHONUNBUFFERED": "1",
    }


def function_environment(
    settings: type[FunctionSettings], name: str, resources: Resources, limits: Limits
) -> dict[str, str]:
    """Return the variables that one function's settings read, and no other."""
    known = _all_variables(resources, limits)
    return {key: known[key] for key in settings.environment_names() if key in known} | {
        "POWERTOOLS_SERVICE_NAME": name
    }


def function_specs(
    resources: Resources, addresses: Addresses, limits: Limits
) -> tuple[FunctionSpec, ...]:
    """Return the five functions that run as Lambda functions; the chat runs under uvicorn."""
    runtime = runtime_environment(addresses)
    rows: tuple[tuple[str, float, int, int], ...] = (
        ("build_training_program", 900, 2048, 4),
        ("build_workout", 300, 2048, 4),
        ("build_conversation_summary", 300, 1024, 2),
        ("coach_api", 29, 512, 4),
        ("reconcile_jobs", 60, 512, 1),
    )
    return tuple(
        FunctionSpec(
            name=name,
            module=f"functions.{name}.handler",
            timeout_s=timeout_s,
            memory_mb=memory_mb,
            environment=runtime | function_environment(SETTINGS[name], name, resources, limits),
            concurrency=concurrency,
            retry_delays_s=limits.retry_delays_s,
            on_failure_queue_url=resources.queue_url if name.startswith("build_") else None,
        )
        for name, timeout_s, memory_mb, concurrency in rows
    )


def chat_environment(resources: Resources, addresses: Addresses, limits: Limits) -> dict[str, str]:
    """Return the environment of the chat process."""
    return runtime_environment(addresses) | function_environment(
        ChatSettings, "stream_coach_conversation", resources, limits
    )


def _all_variables(resources: Resources, limits: Limits) -> Mapping[str, str]:
    known = {
        "STAGE": "local",
        "LOG_LEVEL": "INFO",
        "TABLE_NAME": resources.table_name,
        "BUCKET_NAME": resources.bucket_name,
        "EVENT_BUS_NAME": resources.event_bus_name,
        "MODEL_TIERS": limits.model_tiers or json.dumps({}),
        "JOB_LEASE_S": str(limits.lease_s),
        "DAILY_BUILD_LIMIT": str(limits.daily_builds),
        "DAILY_TOKEN_LIMIT": str(limits.daily_tokens),
        "DAILY_TURN_LIMIT": str(limits.daily_turns),
        "TURNS_PER_MINUTE_LIMIT": str(limits.turns_per_minute),
        "EMBEDDING_MODEL_ID": EMBEDDING_MODEL_ID,
        "VECTOR_STORE": "s3_vectors",
        "VECTOR_DIMENSIONS": "512",
        "MEMORY_WAIT_S": str(MEMORY_WAIT_S),
        "VECTOR_BUCKET_NAME": VECTOR_BUCKET,
        "VECTOR_INDEX_NAME": VECTOR_INDEX,
        "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": "build_training_program",
        "BUILD_WORKOUT_FUNCTION_NAME": "build_workout",
        "BUILD_CONVERSATION_SUMMARY_FUNCTION_NAME": "build_conversation_summary",
        "TOKEN_ISSUER": resources.token_issuer,
        "JWKS_URL": resources.jwks_url,
        "TOKEN_CLIENT_IDS": resources.client_id,
        "CORS_ORIGINS": ",".join(limits.cors_origins),
    }
    return known | dict(limits.overrides)
