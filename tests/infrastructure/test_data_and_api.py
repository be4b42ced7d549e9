"""The table, the bucket, the pool and the API as synthesized."""

from __future__ import annotations

import json

from libs.storage.schema import TABLE_SCHEMA
from tests.infrastructure.templates import Template

STREAMED = {
    ("POST", "chat"),
    ("GET", "chat/{conversationId}/stream"),
    ("POST", "users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream"),
}


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


def test_bucket_is_private_versioned_and_expires_what_it_should(data: Template) -> None:
    bucket = data.one("AWS::S3::Bucket")

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
    rules = {
        rule.get("Prefix"): rule.get("ExpirationInDays")
        for rule in bucket["LifecycleConfiguration"]["Rules"]
    }
    assert (rules["jobs/"], rules["debug/"], rules["user-uploads/"]) == (30, 14, 90)
    assert rules["training-programs/"] is None
    policy = json.dumps(data.one("AWS::S3::BucketPolicy"))
    assert '"aws:SecureTransport": "false"' in policy
    assert "s3:TlsVersion" in policy


def test_pool_hides_unknown_users_and_only_the_script_client_takes_passwords(
    data: Template,
) -> None:
    clients = list(data.of_type("AWS::Cognito::UserPoolClient").values())

    assert len(clients) == 2
    for client in clients:
        assert client["PreventUserExistenceErrors"] == "ENABLED"
        assert client["EnableTokenRevocation"] is True
    with_password = [
        client
        for client in clients
        if "ALLOW_ADMIN_USER_PASSWORD_AUTH" in client["ExplicitAuthFlows"]
    ]
    assert len(with_password) == 1


def test_prod_has_no_script_client_and_keeps_its_data() -> None:
    from stacks.config import PROD

    assert not PROD.has_script_client
    assert PROD.is_prod


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
    paths = route_paths(backend)

    streamed = {
        (item["HttpMethod"], paths[item["ResourceId"]["Ref"]])
        for item in backend.of_type("AWS::ApiGateway::Method").values()
        if item.get("Integration", {}).get("ResponseTransferMode") == "STREAM"
    }
    assert streamed == STREAMED


def test_errors_of_the_gateway_carry_cors_headers(backend: Template) -> None:
    responses = backend.of_type("AWS::ApiGateway::GatewayResponse").values()

    kinds = {item["ResponseType"] for item in responses}
    assert {"UNAUTHORIZED", "ACCESS_DENIED", "THROTTLED", "DEFAULT_4XX", "DEFAULT_5XX"} <= kinds
    for item in responses:
        assert "gatewayresponse.header.Access-Control-Allow-Origin" in item["ResponseParameters"]


def test_access_log_holds_no_token_and_no_path_of_a_user(backend: Template) -> None:
    stage = backend.one("AWS::ApiGateway::Stage")

    log_format = stage["AccessLogSetting"]["Format"]
    assert "$context.resourcePath" in log_format
    for private in ("authorizer", "$context.path", "Authorization", "sourceIp"):
        assert private not in log_format
    assert stage["MethodSettings"][0]["ThrottlingRateLimit"] > 0


def route_paths(backend: Template) -> dict[str, str]:
    """Return the path of every resource by its logical id."""
    resources = backend.of_type("AWS::ApiGateway::Resource")

    def path_of(name: str) -> str:
        parent = resources[name]["ParentId"].get("Ref")
        head = f"{path_of(parent)}/" if parent in resources else ""
        return f"{head}{resources[name]['PathPart']}"

    return {name: path_of(name) for name in resources}
