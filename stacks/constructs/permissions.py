"""IAM statements, one function each; actions and resources are listed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from stacks.config import GEO_REGIONS, TITAN_MODEL, StageConfig
from stacks.data_stack import DataStack

READ_WRITE = (
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:ConditionCheckItem",
)
"""TransactWriteItems is authorised by these; it has no action of its own."""
TURN_ITEMS = (*READ_WRITE, "dynamodb:BatchGetItem")
SUMMARY_ITEMS = (
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:ConditionCheckItem",
)
READ_DETAILS = ("s3:GetObject", "s3:GetObjectVersion")
"""A program's details are read by the version its item names, which is an action of its own."""
INVOKE_MODEL = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")


def table_statements(
    data: DataStack, actions: Sequence[str] = READ_WRITE, *, index: bool = True
) -> list[iam.PolicyStatement]:
    """Allow item actions on the table, and queries on it and, where asked, on its index."""
    places = [data.table.table_arn]
    if index:
        places.append(f"{data.table.table_arn}/index/gsi1")
    return [
        iam.PolicyStatement(
            sid="TableItems", actions=list(actions), resources=[data.table.table_arn]
        ),
        iam.PolicyStatement(sid="TableQueries", actions=["dynamodb:Query"], resources=places),
    ]


def object_statement(
    data: DataStack, sid: str, actions: Sequence[str], prefixes: Iterable[str]
) -> iam.PolicyStatement:
    """Allow object actions below some prefixes of the bucket."""
    return iam.PolicyStatement(
        sid=sid,
        actions=list(actions),
        resources=[data.bucket.arn_for_objects(f"{prefix}*") for prefix in prefixes],
    )


def list_statement(
    data: DataStack,
    prefixes: Iterable[str],
    action: str = "s3:ListBucket",
    *,
    sid: str = "ListPrefixes",
) -> iam.PolicyStatement:
    """Allow listing below some prefixes.

    S3 answers 403 instead of 404 for a missing key where its reader may not list.
    """
    return iam.PolicyStatement(
        sid=sid,
        actions=[action],
        resources=[data.bucket.bucket_arn],
        conditions={"StringLike": {"s3:prefix": [f"{prefix}*" for prefix in prefixes]}},
    )


def build_object_statements(data: DataStack) -> list[iam.PolicyStatement]:
    """Return what both builds may do with objects."""
    return [
        object_statement(data, "Steps", ["s3:GetObject", "s3:PutObject"], ["jobs/"]),
        object_statement(data, "Details", [*READ_DETAILS, "s3:PutObject"], ["training-programs/"]),
        object_statement(data, "Uploads", ["s3:GetObject"], ["user-uploads/"]),
        object_statement(data, "Dumps", ["s3:PutObject"], ["debug/"]),
        list_statement(data, ["jobs/", "training-programs/", "user-uploads/"]),
    ]


def bedrock_statements(stack: cdk.Stack, stage: StageConfig) -> list[iam.PolicyStatement]:
    """Allow the stage's inference profiles and, only through them, their models; and Titan."""
    statements = []
    for number, model_id in enumerate(stage.model_ids()):
        prefix, model = model_id.split(".", 1)
        profile = stack.format_arn(
            service="bedrock", resource="inference-profile", resource_name=model_id
        )
        regions = GEO_REGIONS.get(prefix, (stack.region,))
        via_profile = {"StringLike": {"bedrock:InferenceProfileArn": profile}}
        statements.append(
            iam.PolicyStatement(
                sid=f"InvokeProfile{number}", actions=list(INVOKE_MODEL), resources=[profile]
            )
        )
        statements.append(
            iam.PolicyStatement(
                sid=f"ModelsViaProfile{number}",
                actions=list(INVOKE_MODEL),
                resources=[_model_arn(stack, region, model) for region in regions],
                conditions=via_profile,
            )
        )
        if prefix == "global":
            statements.append(
                iam.PolicyStatement(
                    sid=f"GlobalModel{number}",
                    actions=list(INVOKE_MODEL),
                    resources=[_model_arn(stack, "", model)],
                    conditions={
                        **via_profile,
                        "StringEquals": {"aws:RequestedRegion": "unspecified"},
                    },
                )
            )
    return [*statements, embedding_statement(stack)]


def embedding_statement(stack: cdk.Stack) -> iam.PolicyStatement:
    """Allow Titan's text embeddings."""
    return iam.PolicyStatement(
        sid="Embeddings",
        actions=["bedrock:InvokeModel"],
        resources=[_model_arn(stack, stack.region, TITAN_MODEL)],
    )


def vector_statements(
    stage: StageConfig, data: DataStack, actions: Sequence[str]
) -> list[iam.PolicyStatement]:
    """Allow vector actions on the stage's index, or reading the key of its Pinecone index."""
    if stage.vector_store == "pinecone":
        return [
            iam.PolicyStatement(
                sid="VectorSecret",
                actions=["secretsmanager:GetSecretValue"],
                resources=[stage.pinecone_secret_arn],
            )
        ]
    if data.vector_index_arn is None:
        return []
    return [
        iam.PolicyStatement(sid="Vectors", actions=list(actions), resources=[data.vector_index_arn])
    ]


VECTOR_WRITE = ("s3vectors:PutVectors", "s3vectors:DeleteVectors")
VECTOR_READ = ("s3vectors:QueryVectors", "s3vectors:GetVectors")
"""A query that returns metadata needs both."""


def invoke_statement(function_arns: Sequence[str]) -> iam.PolicyStatement:
    """Allow invoking exactly these functions by their plain ARN."""
    return iam.PolicyStatement(
        sid="InvokeBuilds", actions=["lambda:InvokeFunction"], resources=list(function_arns)
    )


def events_statement(bus_arn: str) -> iam.PolicyStatement:
    """Allow putting events on our bus."""
    return iam.PolicyStatement(sid="Events", actions=["events:PutEvents"], resources=[bus_arn])


def _model_arn(stack: cdk.Stack, region: str, model: str) -> str:
    return f"arn:{stack.partition}:bedrock:{region}::foundation-model/{model}"
