"""The chat: uvicorn under the Lambda Web Adapter, behind an alias."""

from __future__ import annotations

from dataclasses import replace

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.config import StageConfig
from stacks.constructs.python_function import FunctionProps, PythonFunction

ADAPTER_ACCOUNT = "753240598075"
ADAPTER_VERSION = 30
"""1.1.0; the layer's account is foreign, so the version is pinned."""
ADAPTER_ENVIRONMENT = {
    "AWS_LAMBDA_EXEC_WRAPPER": "/opt/bootstrap",
    "AWS_LWA_INVOKE_MODE": "response_stream",
    "AWS_LWA_PORT": "8080",
    "AWS_LWA_READINESS_CHECK_PATH": "/healthz",
    "AWS_LWA_PASS_THROUGH_PATH": "/events",
    "AWS_LWA_ERROR_STATUS_CODES": "500,502-504",
}
SNAP_START_ENVIRONMENT = {
    "AWS_LWA_SNAPSTART_BEFORE_CHECKPOINT_PATH": "/snapstart/before",
    "AWS_LWA_SNAPSTART_AFTER_RESTORE_PATH": "/snapstart/after",
}


class StreamingFunction(PythonFunction):
    """A function that answers with a stream; `alias` is what the API calls."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: StageConfig, props: FunctionProps
    ) -> None:
        environment = dict(props.environment)
        extra: dict[str, object] = {"handler": "run.sh"}
        if stage.has_web_adapter:
            environment |= ADAPTER_ENVIRONMENT
            layer = (
                f"arn:{cdk.Aws.PARTITION}:lambda:{cdk.Aws.REGION}:{ADAPTER_ACCOUNT}:layer:"
                f"LambdaAdapterLayer{_suffix(stage)}:{ADAPTER_VERSION}"
            )
            extra["layers"] = [
                lambda_.LayerVersion.from_layer_version_arn(scope, "WebAdapter", layer)
            ]
        if stage.snap_start:
            environment |= SNAP_START_ENVIRONMENT
            extra["snap_start"] = lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS
        super().__init__(
            scope,
            construct_id,
            stage=stage,
            props=replace(props, environment=environment, extra=extra),
        )
        self.alias = lambda_.Alias(
            self, "Live", alias_name="live", version=self.function.current_version
        )


def _suffix(stage: StageConfig) -> str:
    return "Arm64" if stage.architecture == "arm64" else "X86"
