"""Settings of the functions: one frozen model each, read once from the environment.

`table_name` is read from TABLE_NAME, and so on. A function's `settings.py` combines the groups
below; the template tests compare `environment_names()` with the variables the stack sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)


class SettingsError(RuntimeError):
    """The environment is incomplete; says which variables, at start-up."""


def _comma_separated(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


CommaSeparated = Annotated[tuple[str, ...], BeforeValidator(_comma_separated)]
Required = Annotated[str, Field(min_length=1)]


class FunctionSettings(BaseModel):
    """Base of all settings; units are in the names."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    @classmethod
    def environment_names(cls) -> tuple[str, ...]:
        """Return the variables that are read, sorted."""
        return tuple(sorted(name.upper() for name in cls.model_fields))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings; empty variables count as absent.

        Raises:
            SettingsError: variables are missing or unusable; the message names them.
        """
        values = {
            name: environ[name.upper()] for name in cls.model_fields if environ.get(name.upper())
        }
        try:
            return cls.model_validate(values)
        except ValidationError as exc:
            names = sorted(
                {
                    str(error["loc"][0]).upper() if error["loc"] else error["msg"]
                    for error in exc.errors()
                }
            )
            raise SettingsError(f"missing or unusable: {', '.join(names)}") from exc


class CoreSettings(FunctionSettings):
    """What every function reads."""

    stage: Required
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    table_name: Required


class BucketSettings(FunctionSettings):
    """The bucket of details, requests, step results, uploads and dumps."""

    bucket_name: Required


class ModelSettings(FunctionSettings):
    """Model tiers as JSON; `libs.ai.models.load_tiers` reads them."""

    model_tiers: Required


class JobSettings(FunctionSettings):
    """Lease and budgets of jobs."""

    job_lease_s: float = Field(gt=0)
    daily_token_limit: int = Field(ge=0)


class BuildLimitSettings(FunctionSettings):
    """Builds an athlete may start per UTC day."""

    daily_build_limit: int = Field(ge=0)


class TurnLimitSettings(FunctionSettings):
    """Turns an athlete may take per UTC day and minute."""

    daily_turn_limit: int = Field(ge=0)
    turns_per_minute_limit: int = Field(ge=0)


class EventBusSettings(FunctionSettings):
    """Where final states of builds are announced."""

    event_bus_name: Required


class VectorSettings(FunctionSettings):
    """The vector store: bucket and index of `s3_vectors`, host and secret of `pinecone`."""

    embedding_model_id: Required
    vector_store: Literal["s3_vectors", "pinecone", "none"]
    memory_wait_s: float = Field(default=0.6, gt=0)
    """How long anybody waits for an embedding and what is done with it; later it is left out."""
    vector_dimensions: int = Field(default=512, gt=0)
    vector_bucket_name: str = ""
    vector_index_name: str = ""
    vector_host: str = ""
    """Address of the Pinecone index."""
    vector_secret_arn: str = ""
    """The secret that holds Pinecone's API key as plain text; read when it is first needed."""

    @model_validator(mode="after")
    def _names_its_store(self) -> Self:
        needed = {
            "s3_vectors": ("vector_bucket_name", "vector_index_name"),
            "pinecone": ("vector_host", "vector_secret_arn"),
            "none": (),
        }[self.vector_store]
        missing = [name.upper() for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError(f"{self.vector_store} needs {', '.join(missing)}")
        return self


class BuildFunctionSettings(FunctionSettings):
    """Names of the two builds that may be dispatched again."""

    build_training_program_function_name: Required
    build_workout_function_name: Required


class SummaryFunctionSettings(FunctionSettings):
    """Name of the summary function."""

    build_conversation_summary_function_name: Required


class TokenSettings(FunctionSettings):
    """How access tokens are verified."""

    token_issuer: Required
    jwks_url: Required
    token_client_ids: CommaSeparated = Field(min_length=1)


class CorsSettings(FunctionSettings):
    """Origins that may call from a browser, exact."""

    cors_origins: CommaSeparated = ()
