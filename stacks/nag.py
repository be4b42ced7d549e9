"""cdk-nag over the whole app; every acknowledgement names the finding and the reason."""

from __future__ import annotations

import aws_cdk as cdk
import cdk_nag
from constructs import IConstruct

from stacks.backend_stack import BackendStack
from stacks.data_stack import DataStack

_DATA = {
    "AwsSolutions-S1": "the bucket is reached by our functions only; CloudTrail data events are "
    "the operator's choice because access logs cost per request",
    "AwsSolutions-COG2": "MFA is offered, not forced: athletes on phones choose; operators may "
    "set it to required",
    "AwsSolutions-COG8": "the ESSENTIALS plan is enough; PLUS costs per active user and is the "
    "operator's choice",
}
_BACKEND = {
    "AwsSolutions-L1": "Python 3.13 by choice: newest runtime that every pinned wheel supports",
    "Serverless-LambdaLatestVersion": "Python 3.13 by choice, as above",
    "Serverless-LambdaDLQ": "on-failure destinations carry more than a dead-letter queue; the "
    "other functions are called synchronously",
    "Serverless-LambdaEventSourceMappingDestination": "SQS sources return failed messages to "
    "their queue; destinations exist for streams only",
    "Serverless-EventBusDLQ": "the bus has no rule of ours; consumers bring their own queue",
    "Serverless-SQSRedrivePolicy": "this queue is itself the place of failures, with an alarm",
    "AwsSolutions-SQS3": "this queue is itself the place of failures; an alarm watches it",
    "AwsSolutions-APIG2": "requests are validated in code, with the field named in the answer",
    "AwsSolutions-APIG3": "WAF comes with a later stage flag; throttling and budgets bound use",
    "AwsSolutions-APIG6": "access logs cover every request; execution logs would hold bodies",
}
WILDCARDS = {
    "jobs/*": "requests and steps of a job are named by athlete and content",
    "training-programs/*": "details are named by athlete and program",
    "user-uploads/*": "uploads are named by athlete and random id",
    "debug/*": "dumps are named by date, athlete and job",
    "*": "X-Ray has no resources: its two actions are granted on * or not at all",
}
"""Every resource that ends in a star, and why; docs/iam.md and a test read it."""


def check_with_nag(app: cdk.App, data: DataStack, backend: BackendStack) -> None:
    """Add the rule packs; a finding that nobody acknowledged aborts the synth."""
    packs = (cdk_nag.AwsSolutionsChecks(app), cdk_nag.ServerlessChecks(app))
    cdk.Validations.of(app).add_plugins(*packs)
    for rule, reason in _DATA.items():
        _acknowledge(data, rule, reason)
    for rule, reason in (_BACKEND | _wildcards(data)).items():
        _acknowledge(backend, rule, reason)


def _acknowledge(scope: IConstruct, rule: str, reason: str) -> None:
    pack = rule.partition("-")[0]
    cdk.Validations.of(scope).acknowledge(cdk.Acknowledgment(id=f"{pack}::{rule}", reason=reason))


def _wildcards(data: DataStack) -> dict[str, str]:
    """Return the findings on wildcards; those of objects name the exported ARN of the bucket."""
    imported = data.resolve(data.export_value(data.bucket.bucket_arn))
    place = f"{imported['Fn::ImportValue']}/"
    return {
        f"AwsSolutions-IAM5[Resource::{'' if star == '*' else place}{star}]": reason
        for star, reason in WILDCARDS.items()
    }
