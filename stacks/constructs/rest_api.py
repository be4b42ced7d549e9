"""The REST API: Cognito in front of every route, streaming for the chat, CORS also on errors."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.config import StageConfig
from stacks.constructs.python_function import PythonFunction
from stacks.constructs.streaming_function import StreamingFunction
from stacks.data_stack import ACCESS_SCOPE, DataStack

ALLOWED_HEADERS = [
    "authorization",
    "content-type",
    "cache-control",
    "last-event-id",
    "if-none-match",
]
STREAM_ROUTES = (
    ("POST", "chat"),
    ("GET", "chat/{conversationId}/stream"),
    ("POST", "users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream"),
)
_COACH = "users/{userId}/coaches/{coachId}"
_CONVERSATION = f"{_COACH}/conversations/{{conversationId}}"
JSON_ROUTES = (
    ("GET", "openapi.json"),
    ("POST", "chat/{conversationId}/stop"),
    ("GET", "jobs/{jobId}"),
    ("POST", "jobs/{jobId}/retry"),
    ("POST", "jobs/{jobId}/cancel"),
    ("GET PUT", "users/{userId}/profile"),
    ("GET POST", "users/{userId}/coaches"),
    ("GET PUT", _COACH),
    ("GET POST", f"{_COACH}/conversations"),
    ("GET PATCH DELETE", _CONVERSATION),
    ("GET", f"{_CONVERSATION}/messages"),
    ("GET", "users/{userId}/programs"),
    ("GET DELETE", "users/{userId}/programs/{programId}"),
    ("GET", "users/{userId}/programs/{programId}/days/{dayNumber}"),
    ("GET", "users/{userId}/workouts"),
    ("GET DELETE", "users/{userId}/workouts/{workoutId}"),
    ("GET POST", "users/{userId}/memories"),
    ("DELETE", "users/{userId}/memories/{memoryId}"),
    ("POST", "users/{userId}/uploads"),
)
"""Routes of coach_api, held against its resolver by a test.

No greedy `{proxy+}`: the stream route makes `users/{userId}/coaches/{coachId}` a resource of its
own, and the gateway takes the most specific resource even when it has no method for the request.
"""
_ERRORS = (
    ("Unauthorized", apigateway.ResponseType.UNAUTHORIZED, None, "unauthenticated"),
    ("Expired", apigateway.ResponseType.EXPIRED_TOKEN, "401", "unauthenticated"),
    ("Forbidden", apigateway.ResponseType.ACCESS_DENIED, None, "forbidden"),
    ("NoRoute", apigateway.ResponseType.MISSING_AUTHENTICATION_TOKEN, "404", "not_found"),
    ("Throttled", apigateway.ResponseType.THROTTLED, None, "throttled"),
    ("QuotaExceeded", apigateway.ResponseType.QUOTA_EXCEEDED, None, "throttled"),
    ("TooLarge", apigateway.ResponseType.REQUEST_TOO_LARGE, None, "payload_too_large"),
    ("Default4xx", apigateway.ResponseType.DEFAULT_4_XX, None, "invalid_request"),
    ("Default5xx", apigateway.ResponseType.DEFAULT_5_XX, None, "unavailable"),
)
"""Gateway response, its status where we change it, and our code for it.

The gateway says 403 "Missing Authentication Token" for a route that does not exist: ours is 404.
"""
STREAM_TIMEOUT = cdk.Duration.minutes(5)


class CoachRestApi(Construct):
    """Routes, authorizer, throttling and access logs."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: StageConfig,
        data: DataStack,
        chat: StreamingFunction,
        coach_api: PythonFunction,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.access_log = logs.LogGroup(
            self,
            "AccessLog",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=(
                cdk.RemovalPolicy.RETAIN if stage.is_prod else cdk.RemovalPolicy.DESTROY
            ),
        )
        self.api = self._api()
        authorizer = apigateway.CognitoUserPoolsAuthorizer(
            self, "Authorizer", cognito_user_pools=[data.user_pool]
        )
        self._secured = {
            "authorizer": authorizer,
            "authorization_type": apigateway.AuthorizationType.COGNITO,
            "authorization_scopes": [ACCESS_SCOPE],
        }
        self._add_stream_routes(chat)
        # Two permissions a route would outgrow the 20 KB of a function's resource policy.
        integration = apigateway.LambdaIntegration(
            coach_api.function, proxy=True, allow_test_invoke=False
        )
        for methods, path in JSON_ROUTES:
            for method in methods.split():
                self._resource(path).add_method(method, integration, **self._secured)
        self._add_error_responses()

    def _api(self) -> apigateway.RestApi:
        stage = self._stage
        return apigateway.RestApi(
            self,
            "Api",
            rest_api_name=f"mesocycle-{stage.name}",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,
            default_cors_preflight_options=apigateway.CorsOptions(
                allow_origins=list(stage.cors_origins),
                allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
                allow_headers=ALLOWED_HEADERS,
                max_age=cdk.Duration.hours(1),
            ),
            deploy_options=apigateway.StageOptions(
                stage_name="live",
                throttling_rate_limit=stage.throttle_rate_per_s,
                throttling_burst_limit=stage.throttle_burst,
                metrics_enabled=True,
                tracing_enabled=stage.tracing,
                access_log_destination=apigateway.LogGroupLogDestination(self.access_log),
                access_log_format=apigateway.AccessLogFormat.custom(
                    '{"requestId":"$context.requestId",'
                    '"functionRequestId":"$context.integration.requestId",'
                    '"status":"$context.status",'
                    '"method":"$context.httpMethod","route":"$context.resourcePath",'
                    '"latencyMs":"$context.responseLatency","bytes":"$context.responseLength",'
                    '"error":"$context.error.responseType"}'
                ),
            ),
        )

    def _add_stream_routes(self, chat: StreamingFunction) -> None:
        """Stream the chat's routes through its alias."""
        integration = apigateway.LambdaIntegration(
            chat.alias,
            proxy=True,
            timeout=STREAM_TIMEOUT,
            allow_test_invoke=False,
            response_transfer_mode=apigateway.ResponseTransferMode.STREAM,
        )
        for method, path in STREAM_ROUTES:
            self._resource(path).add_method(method, integration, **self._secured)

    def _resource(self, path: str) -> apigateway.IResource:
        return self.api.root.resource_for_path(path)

    def _add_error_responses(self) -> None:
        """Answer the gateway's own errors with CORS, in the API's error shape.

        The gateway fills in variables here but runs no logic, so it can name one origin: the
        stage's first one.
        """
        origin = self._stage.cors_origins[0]
        headers = {
            "Access-Control-Allow-Origin": f"'{origin}'",
            "Access-Control-Allow-Headers": f"'{','.join(ALLOWED_HEADERS)}'",
            "Vary": "'Origin'",
        }
        for name, kind, status, code in _ERRORS:
            self.api.add_gateway_response(
                name,
                type=kind,
                status_code=status,
                response_headers=headers,
                templates={
                    "application/json": (
                        f'{{"error":{{"code":"{code}","message":$context.error.messageString}}}}'
                    )
                },
            )
