"""A Python function with the house's defaults: own role, own log group, JSON logs, one bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.bundling import function_code
from stacks.config import StageConfig

METRICS_NAMESPACE = "Mesocycle"
_RETENTION = {
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}


@dataclass(frozen=True)
class FunctionProps:
    """What one function is: its folder's name, limits, environment and rights."""

    name: str
    timeout_s: int
    memory_mb: int
    environment: Mapping[str, str]
    statements: tuple[iam.PolicyStatement, ...] = ()
    managed_policies: tuple[iam.IManagedPolicy, ...] = ()
    reserved_concurrency: int | None = None
    """Executions kept for this function, which is also its cap; None shares the account's."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Further properties of `lambda.Function`, for the web adapter."""


class PythonFunction(Construct):
    """One Lambda function; `function` is the construct of CDK."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: StageConfig, props: FunctionProps
    ) -> None:
        super().__init__(scope, construct_id)
        self.reserved_concurrency = props.reserved_concurrency
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=_RETENTION[stage.log_retention_days],
            removal_policy=(
                cdk.RemovalPolicy.RETAIN if stage.is_prod else cdk.RemovalPolicy.DESTROY
            ),
        )
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            managed_policies=list(props.managed_policies),
        )
        self._allow(_logging(self.log_group), *props.statements)
        options: dict[str, object] = {"handler": f"functions.{props.name}.handler.handler"}
        options.update(props.extra)
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=_runtime(stage),
            architecture=(
                lambda_.Architecture.ARM_64
                if stage.architecture == "arm64"
                else lambda_.Architecture.X86_64
            ),
            code=function_code(self, props.name, stage),
            timeout=cdk.Duration.seconds(props.timeout_s),
            memory_size=props.memory_mb,
            environment=_runtime_environment(props.name, stage) | dict(props.environment),
            role=self.role,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            reserved_concurrent_executions=props.reserved_concurrency,
            tracing=lambda_.Tracing.ACTIVE if stage.tracing else lambda_.Tracing.DISABLED,
            **options,
        )

    def _allow(self, *statements: iam.PolicyStatement) -> None:
        policy = iam.Policy(self, "Policy", statements=list(statements))
        policy.attach_to_role(self.role)


def title_of(name: str) -> str:
    """Return a function's name as construct ids spell it."""
    return "".join(part.title() for part in name.split("_"))


def arns(functions: Iterable[PythonFunction]) -> list[str]:
    """Return the plain ARNs."""
    return [item.function.function_arn for item in functions]


def _logging(group: logs.LogGroup) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid="OwnLogs",
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[group.log_group_arn],
    )


def _runtime(stage: StageConfig) -> lambda_.Runtime:
    return {
        "3.11": lambda_.Runtime.PYTHON_3_11,
        "3.12": lambda_.Runtime.PYTHON_3_12,
        "3.13": lambda_.Runtime.PYTHON_3_13,
        "3.14": lambda_.Runtime.PYTHON_3_14,
    }[stage.python_version]


def _runtime_environment(name: str, stage: StageConfig) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
        **stage.endpoint_variables,
    }
