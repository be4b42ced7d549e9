"""The function's environment on moto, and two athletes with real Cognito tokens."""

from __future__ import annotations

from dataclasses import dataclass

from types_boto3_cognito_idp import CognitoIdentityProviderClient

from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer

PASSWORD = "Test-athlete-1"


@dataclass(frozen=True)
class Athlete:
    """A user of the pool; `user_id` is the `sub` of the token."""

    user_id: str
    token: str


@dataclass(frozen=True)
class Aws:
    """Where moto listens and what it holds."""

    url: str
    pool_id: str
    client_id: str
    athlete: Athlete
    stranger: Athlete

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL_DYNAMODB": self.url,
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ENDPOINT_URL_LAMBDA": self.url,
            "AWS_ENDPOINT_URL_S3VECTORS": self.url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self.url,
            "STAGE": "test",
            "LOG_LEVEL": "INFO",
            "TABLE_NAME": TABLE,
            "BUCKET_NAME": BUCKET,
            "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
            "VECTOR_STORE": "none",
            "TOKEN_ISSUER": f"https://cognito-idp.{REGION}.amazonaws.com/{self.pool_id}",
            "JWKS_URL": f"{self.url}/{self.pool_id}/.well-known/jwks.json",
            "TOKEN_CLIENT_IDS": self.client_id,
            "CORS_ORIGINS": "https://app.example.com,http://localhost:3000",
            "JOB_LEASE_S": "45",
            "DAILY_TOKEN_LIMIT": "1000000",
            "DAILY_BUILD_LIMIT": "5",
            "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": "build_training_program",
            "BUILD_WORKOUT_FUNCTION_NAME": "build_workout",
        }


def create_aws(server: AwsServer) -> Aws:
    """Create pool, client and people; table and bucket are there."""
    url = server.endpoint_url
    cognito = server.session().client("cognito-idp", endpoint_url=url)
    pool_id = cognito.create_user_pool(PoolName="tests")["UserPool"]["Id"]
    client_id = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="tests",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    people = [_sign_up(cognito, pool_id, client_id, name) for name in ("athlete", "stranger")]
    return Aws(url, pool_id, client_id, *people)


def _sign_up(
    cognito: CognitoIdentityProviderClient, pool_id: str, client_id: str, name: str
) -> Athlete:
    cognito.admin_create_user(UserPoolId=pool_id, Username=name, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True
    )
    user = cognito.admin_get_user(UserPoolId=pool_id, Username=name)
    user_id = next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub")
    signed_in = cognito.admin_initiate_auth(
        UserPoolId=pool_id,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    return Athlete(user_id, signed_in["AuthenticationResult"]["AccessToken"])
