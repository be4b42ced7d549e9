"""A deployed stack as a target: names and addresses from its outputs, nothing by hand."""

from __future__ import annotations

from dataclasses import replace

import boto3

from local.verify.logs import CloudWatchLog
from local.verify.target import API, CHAT, PROGRAM, WORKOUT, Target

DATA_SUFFIX = "-data"
_FUNCTION_OUTPUTS = {
    CHAT: "ChatFunctionName",
    PROGRAM: "BuildTrainingProgramFunctionName",
    WORKOUT: "BuildWorkoutFunctionName",
    API: "CoachApiFunctionName",
}


def find_target(session: boto3.Session, name: str, *, endpoint_url: str | None = None) -> Target:
    """Return the target of a backend stack and the data stack beside it.

    Raises:
        LookupError: an output is missing; the message names it.
        botocore.exceptions.ClientError: there is no such stack, or it may not be read.
    """
    outputs = _outputs(session, name, endpoint_url) | _outputs(
        session, f"{name}{DATA_SUFFIX}", endpoint_url
    )
    functions = {ours: _output(outputs, key) for ours, key in _FUNCTION_OUTPUTS.items()}
    url = _output(outputs, "ApiUrl").rstrip("/")
    target = Target(
        name=name,
        session=session,
        endpoint_url=endpoint_url,
        api_url=url,
        chat_url=url,
        table_name=_output(outputs, "TableName"),
        bucket_name=_output(outputs, "BucketName"),
        queue_url=_output(outputs, "FailureQueueUrl"),
        user_pool_id=_output(outputs, "UserPoolId"),
        client_id=_output(outputs, "ScriptClientId"),
        functions=functions,
        logs={},
    )
    return replace(target, logs=_logs(target))


def _logs(target: Target) -> dict[str, CloudWatchLog]:
    client = target.functions_client()
    groups = {
        ours: client.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        for ours, name in target.functions.items()
    }
    return {
        ours: CloudWatchLog(target.session, group, target.endpoint_url)
        for ours, group in groups.items()
    }


def _outputs(session: boto3.Session, name: str, endpoint_url: str | None) -> dict[str, str]:
    client = session.client("cloudformation", endpoint_url=endpoint_url)
    found = client.describe_stacks(StackName=name)["Stacks"][0].get("Outputs", [])
    return {str(item["OutputKey"]): str(item["OutputValue"]) for item in found}


def _output(outputs: dict[str, str], key: str) -> str:
    if key not in outputs:
        hint = " (prod has no client for scripts)" if key == "ScriptClientId" else ""
        raise LookupError(f"the stack has no output {key}{hint}")
    return outputs[key]
