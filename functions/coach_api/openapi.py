"""The OpenAPI document: what the resolver knows of the routes, with our errors instead of its."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

from functions.coach_api.answers import JSON
from functions.coach_api.chat_paths import MODELS, chat_paths
from functions.coach_api.documents import ErrorBody
from libs.version import VERSION
from libs.wire import WireModel

TITLE = "Mesocycle coach API"
_ALWAYS = (401, 404, 500, 503)
_WITH_USER = (403,)
_WITH_INPUT = (400,)
_WITH_BODY = (400, 413)
_MOVES = (409, 429)
_REF = "#/components/schemas/{model}"
_RESOLVERS_OWN = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
Json = dict[str, object]


def describe(app: APIGatewayRestResolver) -> Json:
    """Return the document."""
    document: Json = json.loads(app.get_openapi_json_schema(title=TITLE, version=VERSION))
    components = _object(document, "components")
    schemas = _object(components, "schemas")
    for name in _RESOLVERS_OWN:
        schemas.pop(name, None)
    own: tuple[type[WireModel], ...] = (ErrorBody, *MODELS)
    for model in own:
        schema = model.model_json_schema(ref_template=_REF)
        schemas.update({**schema.pop("$defs", {}), model.__name__: schema})
    _object(document, "paths").update(chat_paths())
    components["securitySchemes"] = {
        "cognito": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    document["security"] = [{"cognito": []}]
    for path, method, operation in _operations(document):
        responses = _object(operation, "responses")
        responses.pop("422", None)
        for status in _statuses(path, method, operation):
            responses.setdefault(str(status), _error(status))
    return document


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in _object(document, "paths").items():
        if isinstance(methods, dict):
            for method, operation in methods.items():
                if isinstance(operation, dict):
                    yield path, method, operation


def _statuses(path: str, method: str, operation: Mapping[str, object]) -> list[int]:
    statuses = {*_ALWAYS}
    if path.startswith("/users/"):
        statuses.update(_WITH_USER)
    if operation.get("parameters"):
        statuses.update(_WITH_INPUT)
    if method != "get":
        statuses.update((*_WITH_BODY, *_MOVES))
    return sorted(statuses)


def _error(status: int) -> Json:
    schema = {"$ref": _REF.format(model="ErrorBody")}
    return {"description": HTTPStatus(status).phrase, "content": {JSON: {"schema": schema}}}


def _object(parent: Json, name: str) -> Json:
    value = parent.setdefault(name, {})
    return value if isinstance(value, dict) else {}
