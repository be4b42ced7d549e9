"""The stateless stack: functions, API, queue, bus, schedule, alarms; composes constructs only."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.config import TITAN_MODEL, StageConfig
from stacks.constructs import permissions
from stacks.constructs.alarms import Operations
from stacks.constructs.build_function import BuildFunction
from stacks.constructs.python_function import FunctionProps, PythonFunction, arns, title_of
from stacks.constructs.rest_api import CoachRestApi
from stacks.constructs.streaming_function import StreamingFunction
from stacks.data_stack import VECTOR_DIMENSIONS, DataStack

FAILURE_RETENTION = cdk.Duration.days(14)
SWEEP = cdk.Duration.minutes(1)
DELETION_PREFIXES = ("training-programs/", "jobs/", "user-uploads/", "debug/")


class BackendStack(cdk.Stack):
    """Everything that runs."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: StageConfig,
        data: DataStack,
        env: cdk.Environment,
    ) -> None:
        super().__init__(
            scope, construct_id, env=env, description="Mesocycle, the functions of an AI coach"
        )
        self._stage, self._data = stage, data
        self.failures = sqs.Queue(
            self,
            "Failures",
            retention_period=FAILURE_RETENTION,
            visibility_timeout=cdk.Duration.minutes(6),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"mesocycle-{stage.name}")
        policies = self._build_policies()
        self.program = self._build("build_training_program", 900, policies)
        self.workout = self._build("build_workout", 300, policies)
        self.summary = self._summary()
        self.chat = self._chat()
        self.coach_api = self._coach_api()
        self.reconcile = self._reconcile()
        self.api = CoachRestApi(
            self, "RestApi", stage=stage, data=data, chat=self.chat, coach_api=self.coach_api
        )
        self.functions: dict[str, PythonFunction] = {
            "stream_coach_conversation": self.chat,
            "build_training_program": self.program,
            "build_workout": self.workout,
            "build_conversation_summary": self.summary,
            "coach_api": self.coach_api,
            "reconcile_jobs": self.reconcile,
        }
        Operations(
            self,
            "Operations",
            stage=stage,
            functions=self.functions,
            failures=self.failures,
            api=self.api,
        )
        self._outputs()

    def _build_policies(self) -> tuple[iam.IManagedPolicy, ...]:
        """Return the policies both builds share; adding a build to the list is all it takes."""
        data, stage = self._data, self._stage
        groups = {
            "BuildModels": permissions.bedrock_statements(self, stage),
            "BuildTable": permissions.table_statements(data),
            "BuildObjects": permissions.build_object_statements(data),
            "BuildSignals": [
                permissions.events_statement(self.bus.event_bus_arn),
                *self._vector_rights([*permissions.VECTOR_WRITE, *permissions.VECTOR_READ]),
            ],
        }
        return tuple(
            iam.ManagedPolicy(self, name, statements=statements)
            for name, statements in groups.items()
        )

    def _build(
        self, name: str, timeout_s: int, policies: tuple[iam.IManagedPolicy, ...]
    ) -> BuildFunction:
        props = FunctionProps(
            name=name,
            timeout_s=timeout_s,
            memory_mb=2048,
            environment=self._storage()
            | self._models()
            | self._vectors(self._stage.build_memory_wait_s)
            | self._jobs()
            | {"EVENT_BUS_NAME": self.bus.event_bus_name},
            managed_policies=policies,
            reserved_concurrency=self._stage.build_reserved_concurrency,
        )
        return self._background(name, props)

    def _summary(self) -> BuildFunction:
        name = "build_conversation_summary"
        data = self._data
        return self._background(
            name,
            FunctionProps(
                name=name,
                timeout_s=300,
                memory_mb=1024,
                environment=self._storage()
                | self._models()
                | self._vectors(self._stage.build_memory_wait_s)
                | self._jobs(),
                statements=(
                    *permissions.bedrock_statements(self, self._stage),
                    *permissions.table_statements(data, permissions.SUMMARY_ITEMS, index=False),
                    permissions.object_statement(data, "Dumps", ["s3:PutObject"], ["debug/"]),
                    permissions.object_statement(
                        data, "Steps", ["s3:GetObject", "s3:PutObject"], ["jobs/"]
                    ),
                    permissions.list_statement(data, ["jobs/"]),
                    *self._vector_rights(permissions.VECTOR_WRITE),
                ),
            ),
        )

    def _background(self, name: str, props: FunctionProps) -> BuildFunction:
        return BuildFunction(
            self, title_of(name), stage=self._stage, props=props, failures=self.failures
        )

    def _chat(self) -> StreamingFunction:
        data, name = self._data, "stream_coach_conversation"
        builds = (self.program, self.workout, self.summary)
        return StreamingFunction(
            self,
            title_of(name),
            stage=self._stage,
            props=FunctionProps(
                name=name,
                timeout_s=300,
                memory_mb=1024,
                environment=self._storage()
                | self._models()
                | self._vectors(self._stage.chat_memory_wait_s)
                | self._tokens()
                | self._targets()
                | self._jobs()
                | self._limits()
                | self._turn_limits()
                | {"BUILD_CONVERSATION_SUMMARY_FUNCTION_NAME": self.summary.function.function_name},
                statements=(
                    *permissions.bedrock_statements(self, self._stage),
                    *permissions.table_statements(data, permissions.TURN_ITEMS),
                    permissions.object_statement(data, "Requests", ["s3:PutObject"], ["jobs/"]),
                    permissions.object_statement(
                        data, "Uploads", ["s3:GetObject"], ["user-uploads/"]
                    ),
                    permissions.list_statement(data, ["user-uploads/"]),
                    permissions.invoke_statement(arns(builds)),
                    *self._vector_rights(["s3vectors:PutVectors", *permissions.VECTOR_READ]),
                ),
                reserved_concurrency=self._stage.chat_reserved_concurrency,
            ),
        )

    def _coach_api(self) -> PythonFunction:
        data, name = self._data, "coach_api"
        return PythonFunction(
            self,
            title_of(name),
            stage=self._stage,
            props=FunctionProps(
                name=name,
                timeout_s=29,
                memory_mb=512,
                environment=self._storage()
                | self._vectors(self._stage.chat_memory_wait_s)
                | self._tokens()
                | self._targets()
                | self._jobs()
                | self._limits(),
                statements=(
                    *permissions.table_statements(data),
                    permissions.object_statement(
                        data, "Details", permissions.READ_DETAILS, ["training-programs/"]
                    ),
                    permissions.object_statement(
                        data, "Uploads", ["s3:PutObject"], ["user-uploads/"]
                    ),
                    permissions.object_statement(
                        data,
                        "Deletion",
                        ["s3:DeleteObject", "s3:DeleteObjectVersion"],
                        DELETION_PREFIXES,
                    ),
                    permissions.list_statement(data, ["training-programs/"]),
                    permissions.list_statement(
                        data, DELETION_PREFIXES, "s3:ListBucketVersions", sid="ListVersions"
                    ),
                    permissions.invoke_statement(arns((self.program, self.workout))),
                    permissions.embedding_statement(self),
                    *self._vector_rights(permissions.VECTOR_WRITE),
                ),
            ),
        )

    def _reconcile(self) -> PythonFunction:
        data, name = self._data, "reconcile_jobs"
        function = PythonFunction(
            self,
            title_of(name),
            stage=self._stage,
            props=FunctionProps(
                name=name,
                timeout_s=60,
                memory_mb=512,
                environment=self._storage()
                | self._jobs()
                | self._targets()
                | {"EVENT_BUS_NAME": self.bus.event_bus_name},
                statements=(
                    *permissions.table_statements(data),
                    permissions.object_statement(
                        data,
                        "OrphanDetails",
                        ["s3:DeleteObject", "s3:DeleteObjectVersion"],
                        ["training-programs/"],
                    ),
                    permissions.list_statement(
                        data, ["training-programs/"], "s3:ListBucketVersions", sid="ListVersions"
                    ),
                    permissions.invoke_statement(arns((self.program, self.workout))),
                    permissions.events_statement(self.bus.event_bus_arn),
                ),
            ),
        )
        function.function.add_event_source(
            sources.SqsEventSource(self.failures, batch_size=10, report_batch_item_failures=True)
        )
        events.Rule(
            self,
            "Sweep",
            schedule=events.Schedule.rate(SWEEP),
            targets=[targets.LambdaFunction(function.function, retry_attempts=0)],
        )
        return function

    def _storage(self) -> dict[str, str]:
        return {
            "STAGE": self._stage.name,
            "LOG_LEVEL": self._stage.log_level,
            "TABLE_NAME": self._data.table.table_name,
            "BUCKET_NAME": self._data.bucket.bucket_name,
        }

    def _models(self) -> dict[str, str]:
        return {"MODEL_TIERS": self._stage.model_tiers_json()}

    def _vectors(self, wait_s: float) -> dict[str, str]:
        return {
            "MEMORY_WAIT_S": str(wait_s),
            "EMBEDDING_MODEL_ID": TITAN_MODEL,
            "VECTOR_STORE": self._stage.vector_store,
            "VECTOR_DIMENSIONS": str(VECTOR_DIMENSIONS),
            "VECTOR_BUCKET_NAME": self._data.vector_bucket_name,
            "VECTOR_INDEX_NAME": self._data.vector_index_name,
            "VECTOR_HOST": self._stage.pinecone_host or "none",
            "VECTOR_SECRET_ARN": self._stage.pinecone_secret_arn or "none",
        }

    def _vector_rights(self, actions: Sequence[str]) -> list[iam.PolicyStatement]:
        return permissions.vector_statements(self._stage, self._data, actions)

    def _jobs(self) -> dict[str, str]:
        return {
            "JOB_LEASE_S": str(self._stage.job_lease_s),
            "DAILY_TOKEN_LIMIT": str(self._stage.daily_token_limit),
        }

    def _limits(self) -> dict[str, str]:
        return {"DAILY_BUILD_LIMIT": str(self._stage.daily_build_limit)}

    def _turn_limits(self) -> dict[str, str]:
        return {
            "DAILY_TURN_LIMIT": str(self._stage.daily_turn_limit),
            "TURNS_PER_MINUTE_LIMIT": str(self._stage.turns_per_minute_limit),
        }

    def _tokens(self) -> dict[str, str]:
        pool, region = self._data.user_pool, self.region
        issuer = f"https://cognito-idp.{region}.{cdk.Aws.URL_SUFFIX}/{pool.user_pool_id}"
        served_by = self._stage.token_keys_url
        keys = f"{served_by}/{pool.user_pool_id}" if served_by else issuer
        return {
            "TOKEN_ISSUER": issuer,
            "JWKS_URL": f"{keys}/.well-known/jwks.json",
            "TOKEN_CLIENT_IDS": ",".join(
                client.user_pool_client_id for client in self._data.clients
            ),
            "CORS_ORIGINS": ",".join(self._stage.cors_origins),
        }

    def _targets(self) -> dict[str, str]:
        return {
            "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": self.program.function.function_name,
            "BUILD_WORKOUT_FUNCTION_NAME": self.workout.function.function_name,
        }

    def _outputs(self) -> None:
        for name, value in (
            ("ApiUrl", self.api.api.url),
            ("ChatFunctionName", self.chat.function.function_name),
            ("BuildTrainingProgramFunctionName", self.program.function.function_name),
            ("BuildWorkoutFunctionName", self.workout.function.function_name),
            ("CoachApiFunctionName", self.coach_api.function.function_name),
            ("FailureQueueUrl", self.failures.queue_url),
            ("EventBusName", self.bus.event_bus_name),
        ):
            cdk.CfnOutput(self, name, value=value)
