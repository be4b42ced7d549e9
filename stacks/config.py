"""What differs between stages, typed and frozen; everything else is the same everywhere."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

GEO_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "us": ("us-east-1", "us-east-2", "us-west-2"),
        "eu": ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"),
        "jp": ("ap-northeast-1", "ap-northeast-3"),
        "au": ("ap-southeast-2", "ap-southeast-4"),
    }
)
"""Destination regions of the geographic inference profiles (Bedrock user guide, 2026)."""
TITAN_MODEL = "amazon.titan-embed-text-v2:0"
EMULATOR_NAME = "emulator"
EMULATED_SERVICES = ("DYNAMODB", "EVENTBRIDGE", "LAMBDA", "S3", "SQS")
"""As botocore spells them in AWS_ENDPOINT_URL_*; the model SDK has a variable of its own."""
HOST_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
HOST_MACHINE = "aarch64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
HOST_PLATFORM = HOST_MACHINE + ("-apple-darwin" if sys.platform == "darwin" else "-manylinux2014")
"""What a bundle is made for that shall run on this machine."""


@dataclass(frozen=True)
class ModelTier:
    """An inference profile of a tier, and the one that answers when it fails for good."""

    model_id: str
    fallback_model_id: str | None = None
    effort: str | None = None
    disable_thinking: bool = False

    def to_wire(self) -> dict[str, object]:
        """Return the tier as functions read it from MODEL_TIERS."""
        wire: dict[str, object] = {"modelId": self.model_id}
        if self.fallback_model_id:
            wire["fallbackModelId"] = self.fallback_model_id
        if self.effort:
            wire["effort"] = self.effort
        return wire | {"disableThinking": self.disable_thinking}


def _default_tiers(prefix: str) -> dict[str, ModelTier]:
    sonnet, planner = f"{prefix}.anthropic.claude-sonnet-5", f"{prefix}.anthropic.claude-sonnet-5-5"
    haiku = f"{prefix}.anthropic.claude-haiku-5-5"
    return {
        "planner": ModelTier(planner, sonnet, "medium"),
        "executor": ModelTier(sonnet, planner, "low", disable_thinking=True),
        "chat": ModelTier(sonnet, planner, "low", disable_thinking=True),
        "utility": ModelTier(haiku, sonnet, "low", disable_thinking=True),
    }


@dataclass(frozen=True)
class StageConfig:
    """One stage; flags that cost money or need an account's quota are off by default."""

    name: str
    is_prod: bool = False
    architecture: str = "arm64"
    """`arm64` or `x86_64`."""
    python_version: str = "3.13"
    bundle_platform: str = "aarch64-manylinux2014"
    has_script_client: bool = False
    """A second app client with password sign-in for scripts; never in prod."""
    has_web_adapter: bool = True
    vector_store: Literal["s3_vectors", "pinecone", "none"] = "s3_vectors"
    chat_memory_wait_s: float = 0.6
    """Titan and a query take about 0.2 s when they are well, an athlete notices a second."""
    build_memory_wait_s: float = 20.0
    """Builds have minutes and keep a reserve of one."""
    pinecone_host: str = ""
    """Address of the Pinecone index, cosine and 512 dimensions, made by hand."""
    pinecone_secret_arn: str = ""
    """Complete ARN of the Secrets Manager secret that holds the API key as plain text."""
    has_metric_math: bool = True
    """Alarms over several metrics, such as cost per hour; the emulator knows one at a time."""
    has_budget: bool = True
    """A monthly AWS Budget; the emulator does not know the resource."""
    tracing: bool = True
    """X-Ray segments of API and functions: 100,000 traces a month are free, then $5 a million."""
    snap_start: bool = False
    """SnapStart on the chat's alias, which spares most of a cold start.

    Costs: the cache of each published version by the GB-second, and each restore by the GB (Lambda
    price list of your region). Needs: a published version, no provisioned concurrency, no file
    system, and hooks that drop connections and keys, which the chat has. Unverified until deployed.
    """
    chat_reserved_concurrency: int | None = None
    """Most chats that stream at once; the next one is throttled. Free of charge.

    Needs a concurrency quota that leaves 100 unreserved: fresh accounts have as few as 10, so ask
    for an increase first. An alarm tells when 80 % of it run.
    """
    build_reserved_concurrency: int | None = None
    """Most builds of each kind at once: caps cost and load on Bedrock, events beyond it wait.

    Free of charge; needs the same quota. An event waits an hour at most, then it goes to the
    on-failure queue.
    """
    table_max_read_units: int | None = 4_000
    table_max_write_units: int | None = 4_000
    log_retention_days: int = 30
    throttle_rate_per_s: int = 50
    throttle_burst: int = 100
    cors_origins: tuple[str, ...] = ("http://localhost:3000",)
    """Exact origins. The gateway's own errors can name only the first, the app's."""
    self_sign_up: bool = True
    monthly_budget_usd: int = 50
    alarm_email: str | None = None
    cost_alarm_usd_per_hour: float = 5.0
    daily_build_limit: int = 3
    daily_token_limit: int = 2_000_000
    daily_turn_limit: int = 300
    turns_per_minute_limit: int = 20
    """One every three seconds: a person types slower, a loop does not."""
    job_lease_s: int = 45
    log_level: str = "INFO"
    model_prefix: str = "global"
    tiers: Mapping[str, ModelTier] = field(default_factory=dict)
    endpoint_variables: Mapping[str, str] = field(default_factory=dict)
    """Addresses of an emulator, per service; empty on AWS."""
    token_keys_url: str | None = None
    """Where the pool's keys are served when not by AWS; the issuer in the tokens stays AWS's."""

    def __post_init__(self) -> None:
        """Refuse combinations that would deploy and then surprise.

        Raises:
            ValueError: says which field and why.
        """
        if self.is_prod and self.has_script_client:
            raise ValueError("has_script_client: prod takes no passwords from scripts")
        if not self.cors_origins or any("*" in origin for origin in self.cors_origins):
            raise ValueError("cors_origins: name at least one origin, exactly")
        if self.log_retention_days not in (30, 90, 365):
            raise ValueError("log_retention_days: 30, 90 or 365")
        machine = {"arm64": "aarch64", "x86_64": "x86_64"}.get(self.architecture, "?")
        if not self.bundle_platform.startswith(machine):
            raise ValueError("bundle_platform: the wheels must fit the architecture")
        if self.vector_store == "pinecone" and not (
            self.pinecone_host and self.pinecone_secret_arn
        ):
            raise ValueError("vector_store: pinecone needs pinecone_host and pinecone_secret_arn")

    def model_tiers(self) -> dict[str, ModelTier]:
        """Return the tiers of the stage: its own, or the defaults behind its prefix."""
        return dict(self.tiers) or _default_tiers(self.model_prefix)

    def model_ids(self) -> tuple[str, ...]:
        """Return every inference profile the stage may call, once, sorted."""
        tiers = self.model_tiers().values()
        ids = {tier.model_id for tier in tiers} | {
            tier.fallback_model_id for tier in tiers if tier.fallback_model_id
        }
        return tuple(sorted(ids))

    def model_tiers_json(self) -> str:
        """Return the value of MODEL_TIERS."""
        wire = {name: tier.to_wire() for name, tier in self.model_tiers().items()}
        return json.dumps(wire, separators=(",", ":"), sort_keys=True)

    def behind(self, aws_url: str, bedrock_url: str) -> StageConfig:
        """Return the stage with its functions pointed at an emulator, one variable per service.

        Raises:
            ValueError: the stage is one for AWS.
        """
        if self.name != EMULATOR_NAME:
            raise ValueError(f"stage {self.name!r} runs on AWS; only 'emulator' takes addresses")
        variables = {f"AWS_ENDPOINT_URL_{name}": aws_url for name in EMULATED_SERVICES}
        models = ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "ANTHROPIC_BEDROCK_BASE_URL")
        return replace(
            self,
            endpoint_variables=variables | dict.fromkeys(models, bedrock_url),
            token_keys_url=aws_url,
        )

    @classmethod
    def of(cls, name: str) -> StageConfig:
        """Return a stage by name.

        Raises:
            ValueError: there is no such stage; the message lists the known ones.
        """
        stages = {stage.name: stage for stage in (DEV, PROD, EMULATOR)}
        if name not in stages:
            raise ValueError(f"unknown stage {name!r}; use one of {sorted(stages)}")
        return stages[name]


DEV = StageConfig(name="dev", has_script_client=True)
PROD = StageConfig(
    name="prod",
    is_prod=True,
    log_retention_days=90,
    monthly_budget_usd=500,
    cors_origins=("https://app.example.com",),
)
EMULATOR = StageConfig(
    name=EMULATOR_NAME,
    has_script_client=True,
    architecture="arm64" if HOST_MACHINE == "aarch64" else "x86_64",
    python_version=HOST_PYTHON,
    bundle_platform=HOST_PLATFORM,
    has_web_adapter=False,
    vector_store="none",
    has_budget=False,
    has_metric_math=False,
)
"""Deployed by `make deploy-local` to an emulator that runs the host's Python."""
