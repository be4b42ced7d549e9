"""The table, the bucket, the pool and the API as synthesized."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from libs.storage.schema import TABLE_SCHEMA
from tests.infrastructure.templates import Template, routes

Stages = Mapping[str, Mapping[str, Template]]
STREAMED = {
    ("POST", "chat"),
    ("GET", "chat/{conversationId}/stream"),
    ("POST", "users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream"),
}
GATEWAY_ERRORS = {
    "UNAUTHORIZED", "EXPIRED_TOKEN", "ACCESS_DENIED", "MISSING_AUTHENTICATION_TOKEN",
    "THROTTLED", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "DEFAULT_4XX", "DEFAULT_5XX",
}  # fmt: skip
RESOURCE_POLICY_BYTES = 20_480
"""Lambda's limit; a test estimates each statement as AWS writes it."""


def test_table_has_the_keys_that_the_code_uses_and_can_be_restored(data: Template) -> None:
    table = data.one("AWS::DynamoDB::GlobalTable")

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["KeySchema"] == TABLE_SCHEMA["KeySchema"]
    index = table["GlobalSecondaryIndexes"][0]
    expected = TABLE_SCHEMA["GlobalSecondaryIndexes"][0]
    assert index["IndexName"] == expected["IndexName"]
    assert index["KeySchema"] == expected["KeySchema"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    recovery = table["Replicas"][0]["PointInTimeRecoverySpecification"]
    assert recovery["PointInTimeRecoveryEnabled"] is True
    assert recovery["RecoveryPeriodInDays"] == 35


def test_bucket_is_private_versioned_and_expires_what_it_should(data: Template) -> None:
    bucket = data.one("AWS::S3::Bucket")

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    rules = {
        rule.get("Prefix"): (
            rule.get("ExpirationInDays"),
            rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays"),
        )
        for rule in bucket["LifecycleConfiguration"]["Rules"]
    }
    assert rules["jobs/"] == (30, 1)
    assert rules["debug/"] == (14, 1)
    assert rules["user-uploads/"] == (90, 1)
    assert rules["training-programs/"] == (None, 30)
    unfinished = [
        rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if "AbortIncompleteMultipartUpload" in rule
    ]
    assert unfinished == [1]


def test_bucket_and_queue_refuse_plain_http_and_old_tls(data: Template, backend: Template) -> None:
    bucket = json.dumps(data.one("AWS::S3::BucketPolicy"))
    queue = json.dumps(backend.one("AWS::SQS::QueuePolicy"))

    assert '"aws:SecureTransport": "false"' in bucket
    assert '"s3:TlsVersion": 1.2' in bucket
    assert '"aws:SecureTransport": "false"' in queue


def test_pool_hides_unknown_users_and_has_long_passwords_and_mfa(data: Template) -> None:
    pool = data.one("AWS::Cognito::UserPool")
    clients = list(data.of_type("AWS::Cognito::UserPoolClient").values())

    assert pool["UserPoolTier"] == "ESSENTIALS"
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert clients
    for client in clients:
        assert client["PreventUserExistenceErrors"] == "ENABLED"
        assert client["EnableTokenRevocation"] is True
        assert client["AccessTokenValidity"] == 60
        assert client.get("GenerateSecret", False) is False


@pytest.mark.parametrize(("stage", "scripts"), [("dev", 1), ("emulator", 1), ("prod", 0)])
def test_only_dev_and_emulator_have_a_client_that_takes_passwords(
    stages: Stages, stage: str, scripts: int
) -> None:
    clients = stages[stage]["data"].of_type("AWS::Cognito::UserPoolClient").values()

    flows = [frozenset(client["ExplicitAuthFlows"]) for client in clients]
    assert flows.count(frozenset({"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})) == 1
    with_password = [found for found in flows if any("PASSWORD" in flow for flow in found)]
    assert len(with_password) == scripts


def test_prod_keeps_its_data_and_dev_can_be_torn_down(stages: Stages) -> None:
    for kind in (
        "AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::Cognito::UserPool",
        "AWS::S3Vectors::VectorBucket", "AWS::S3Vectors::Index",
    ):  # fmt: skip
        for stage, kept in (("prod", "Retain"), ("dev", "Delete")):
            resources = stages[stage]["data"].resources.values()
            found = [item for item in resources if item["Type"] == kind]
            assert len(found) == 1, kind
            assert found[0]["DeletionPolicy"] == kept
            assert found[0]["UpdateReplacePolicy"] == kept
    prod = stages["prod"]["data"]
    assert prod.one("AWS::DynamoDB::GlobalTable")["Replicas"][0]["DeletionProtectionEnabled"]
    assert prod.one("AWS::Cognito::UserPool")["DeletionProtection"] == "ACTIVE"


def test_configuration_refuses_what_would_deploy_and_surprise() -> None:
    from stacks.config import DEV, PROD, StageConfig

    for stage, change in (
        (PROD, {"has_script_client": True}),
        (DEV, {"cors_origins": ("*",)}),
        (DEV, {"cors_origins": ()}),
        (DEV, {"architecture": "x86_64"}),
        (DEV, {"log_retention_days": 7}),
        (DEV, {"vector_store": "pinecone"}),
    ):
        with pytest.raises(ValueError, match=next(iter(change)).replace("architecture", "bundle")):
            replace(stage, **change)
    with pytest.raises(ValueError, match=r"unknown stage 'staging'; use one of .*'dev'"):
        StageConfig.of("staging")


def test_every_route_needs_an_access_token(backend: Template) -> None:
    methods = [
        item
        for item in backend.of_type("AWS::ApiGateway::Method").values()
        if item["HttpMethod"] != "OPTIONS"
    ]

    assert methods
    for method in methods:
        assert method["AuthorizationType"] == "COGNITO_USER_POOLS"
        assert method["AuthorizationScopes"] == ["aws.cognito.signin.user.admin"]


def test_exactly_the_chat_routes_are_streamed_through_the_alias(backend: Template) -> None:
    alias = next(iter(backend.of_type("AWS::Lambda::Alias")))

    streamed = {
        route: method
        for route, method in routes(backend).items()
        if method.get("Integration", {}).get("ResponseTransferMode") == "STREAM"
    }
    assert set(streamed) == STREAMED
    for method in streamed.values():
        uri = json.dumps(method["Integration"]["Uri"])
        assert "/response-streaming-invocations" in uri
        assert alias in uri
        assert method["Integration"]["TimeoutInMillis"] == 300_000
    endpoint = backend.one("AWS::ApiGateway::RestApi")["EndpointConfiguration"]
    assert endpoint["Types"] == ["REGIONAL"]


def test_the_other_routes_are_those_of_the_json_api_one_by_one(backend: Template) -> None:
    from aws_lambda_powertools.event_handler import APIGatewayRestResolver

    from functions.coach_api.api import ROUTES
    from functions.coach_api.gate import OPENAPI_PATH

    resolver = APIGatewayRestResolver()
    for module in ROUTES:
        resolver.include_router(module.router)
    served = {
        (route.method, route.openapi_path.strip("/"))
        for route in (*resolver._static_routes, *resolver._dynamic_routes)
    }

    deployed = {route for route in routes(backend) if route[0] != "OPTIONS"} - STREAMED
    # A route that is missing here has to be added to stacks/constructs/rest_api.py.
    assert deployed == served | {("GET", OPENAPI_PATH.strip("/"))}


def test_every_resource_answers_preflights_with_exact_origins(stages: Stages) -> None:
    backend = stages["prod"]["backend"]
    asked = {path for method, path in routes(backend) if method != "OPTIONS"}

    preflights = {path: item for (method, path), item in routes(backend).items()
                  if method == "OPTIONS"}  # fmt: skip
    assert asked <= set(preflights)
    for path in asked:
        told = json.dumps(preflights[path]["Integration"]["IntegrationResponses"])
        assert "https://app.example.com" in told
        assert "'*'" not in told


def test_errors_of_the_gateway_carry_cors_headers_and_our_shape(backend: Template) -> None:
    responses = {
        item["ResponseType"]: item
        for item in backend.of_type("AWS::ApiGateway::GatewayResponse").values()
    }

    assert set(responses) == GATEWAY_ERRORS
    for item in responses.values():
        headers = item["ResponseParameters"]
        origin = headers["gatewayresponse.header.Access-Control-Allow-Origin"]
        assert origin == "'http://localhost:3000'"
        body = item["ResponseTemplates"]["application/json"]
        filled = json.loads(body.replace("$context.error.messageString", '"x"'))
        assert set(filled["error"]) == {"code", "message"}
    assert responses["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == "404"


def test_stage_throttles_and_its_access_log_holds_no_token_and_no_path_of_a_user(
    backend: Template,
) -> None:
    stage = backend.one("AWS::ApiGateway::Stage")

    log_format = json.loads(stage["AccessLogSetting"]["Format"])
    assert set(log_format) == {
        "requestId", "functionRequestId", "status", "method", "route", "latencyMs", "bytes",
        "error",
    }  # fmt: skip
    assert log_format["route"] == "$context.resourcePath"
    settings = stage["MethodSettings"][0]
    assert (settings["ResourcePath"], settings["HttpMethod"]) == ("/*", "*")
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (50, 100)
    assert settings["DataTraceEnabled"] is False
    assert stage["TracingEnabled"] is True


def test_permissions_of_the_gateway_name_their_route_and_fit_into_the_policy(
    backend: Template,
) -> None:
    permissions = [
        item
        for item in backend.of_type("AWS::Lambda::Permission").values()
        if item["Principal"] == "apigateway.amazonaws.com"
    ]

    asked = {route for route in routes(backend) if route[0] != "OPTIONS"}
    assert len(permissions) == len(asked)
    granted = {json.dumps(item["SourceArn"]).rpartition('"/')[2].partition('"')[0]
               for item in permissions}  # fmt: skip
    for method, path in asked:
        parts = ["*" if part.startswith("{") else part for part in path.split("/")]
        assert f"{method}/{'/'.join(parts)}" in granted
    names = [json.dumps(item["FunctionName"]) for item in permissions]
    largest = max(names.count(name) for name in set(names))
    statement = 560  # ids of 100 characters, both ARNs, principal and condition
    assert largest * statement < RESOURCE_POLICY_BYTES
