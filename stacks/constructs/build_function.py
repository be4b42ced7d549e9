"""A background build: the shared policies, Lambda's retries, and the on-failure queue."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.config import StageConfig
from stacks.constructs.python_function import FunctionProps, PythonFunction

RETRY_ATTEMPTS = 2
MAX_EVENT_AGE = cdk.Duration.hours(1)


class BuildFunction(PythonFunction):
    """A function that is only invoked asynchronously; it has no alias."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: StageConfig,
        props: FunctionProps,
        failures: sqs.IQueue,
    ) -> None:
        super().__init__(scope, construct_id, stage=stage, props=props)
        lambda_.EventInvokeConfig(
            self,
            "Retries",
            function=self.function,
            retry_attempts=RETRY_ATTEMPTS,
            max_event_age=MAX_EVENT_AGE,
            on_failure=destinations.SqsDestination(failures),
        )
