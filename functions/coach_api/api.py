"""The resolver with all routes, and the way of a request through gate, route and answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as NoRouteError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from functions.coach_api.answers import Answer, answer, error_answer, invalid, plain_error
from functions.coach_api.gate import OPENAPI_PATH, Event, admit, origin_of
from functions.coach_api.openapi import describe
from functions.coach_api.routes import (
    chat,
    coaches,
    conversations,
    jobs,
    memories,
    profile,
    programs,
    uploads,
    workouts,
)
from functions.coach_api.wiring import Wiring, wiring
from libs.errors import CoachBackendError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

ROUTES = (chat, jobs, profile, coaches, conversations, programs, workouts, memories, uploads)
_READABLE = ["ETag", "Retry-After"]
_SENDABLE = ["If-None-Match", "Cache-Control"]
_MAX_AGE_S = 600
_SERVER_ERROR = 500
_ALWAYS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Vary": "Origin",
    "X-Content-Type-Options": "nosniff",
}


class Api:
    """Answers REST proxy events; one per process."""

    def __init__(self, wired: Wiring) -> None:
        self._wired = wired
        self._cors = _cors(wired.settings.cors_origins)
        self._app = _resolver(self._cors, wired)

    def answer(self, event: Event, context: LambdaContext) -> dict[str, object]:
        """Return the answer to a request, whatever it is."""
        started_s = self._wired.backend.clock.monotonic_s()
        self._wired.log.bind(correlation_id=_request_id(event))
        told = self._told(event, context)
        taken_s = self._wired.backend.clock.monotonic_s() - started_s
        self._wired.log.info(
            "request_answered",
            method=event.get("httpMethod"),
            route=_template(self._app, str(event.get("path", ""))),
            status=told["statusCode"],
            duration_s=round(taken_s, 3),
        )
        return told

    def _told(self, event: Event, context: LambdaContext) -> dict[str, object]:
        try:
            admitted = admit(event, self._wired.tokens)
        except CoachBackendError as error:
            return self._refusal(error, event)
        self._app.context["caller"] = admitted.caller
        told = self._app.resolve(admitted.event, context)
        headers = told["multiValueHeaders"]
        for name, value in _ALWAYS.items():
            headers.setdefault(name, [value])
        return {**told, "multiValueHeaders": dict(headers)}

    def _refusal(self, error: CoachBackendError, event: Event) -> dict[str, object]:
        refused = error_answer(error)
        cors = self._cors.to_dict(origin_of(event)) if self._cors else {}
        headers = {"Content-Type": "application/json", **refused.headers, **_ALWAYS, **cors}
        return {
            "statusCode": refused.status_code,
            "body": refused.body,
            "isBase64Encoded": False,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
        }


@lru_cache(maxsize=1)
def api() -> Api:
    """Return the API of this process."""
    return Api(wiring())


def _cors(origins: tuple[str, ...]) -> CORSConfig | None:
    if not origins:
        return None
    return CORSConfig(
        allow_origin=origins[0],
        extra_origins=list(origins[1:]),
        allow_headers=_SENDABLE,
        expose_headers=_READABLE,
        max_age=_MAX_AGE_S,
    )


def _resolver(cors: CORSConfig | None, wired: Wiring) -> APIGatewayRestResolver:
    app = APIGatewayRestResolver(cors=cors, enable_validation=True, debug=False)
    for module in ROUTES:
        app.include_router(module.router)
    app.get(OPENAPI_PATH, include_in_schema=False)(lambda: answer(describe(app)))
    _handle_errors(app, wired)
    return app


def _handle_errors(app: APIGatewayRestResolver, wired: Wiring) -> None:
    """Register how errors are told; nothing of an exception but our own messages gets out."""

    def told(error: CoachBackendError) -> Answer:
        if error.status_code >= _SERVER_ERROR:
            wired.log.error("request_failed", error=error)
        return error_answer(error)

    def unusable(error: RequestValidationError) -> Answer:
        return error_answer(invalid(error.errors()))

    def no_route(error: NoRouteError) -> Answer:
        allowed = _methods_of(app)
        if not allowed:
            return plain_error(404, "not_found", "There is nothing here.")
        message = "This address takes another method."
        return plain_error(405, "method_not_allowed", message, {"Allow": ", ".join(allowed)})

    def crashed(error: Exception) -> Answer:
        wired.log.error("request_crashed", error=error)
        return error_answer(CoachBackendError("internal"))

    app.exception_handler(CoachBackendError)(told)
    app.exception_handler(RequestValidationError)(unusable)
    app.not_found(no_route)
    app.exception_handler(Exception)(crashed)


def _request_id(event: Event) -> str:
    context = event.get("requestContext")
    found = context.get("requestId") if isinstance(context, Mapping) else None
    return str(found or "")


def _template(app: APIGatewayRestResolver, path: str) -> str:
    """Return the route of a path without its ids, for logs."""
    routes = (*app._static_routes, *app._dynamic_routes)
    return next((route.openapi_path for route in routes if route.rule.match(path)), "none")


def _methods_of(app: APIGatewayRestResolver) -> list[str]:
    """Return the methods that routes take on the current path."""
    # The resolver tells 404 and 405 apart nowhere in public.
    routes = (*app._static_routes, *app._dynamic_routes)
    path = app.current_event.path
    return sorted({route.method for route in routes if route.rule.match(path)})


# The resolver writes its own lines at level DEBUG, with paths that hold user ids.
logging.getLogger("aws_lambda_powertools.event_handler").setLevel(logging.WARNING)
