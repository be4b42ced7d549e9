from __future__ import annotations

import json
from typing import Any
from unittest import mock

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from starlette.routing import Route

from functions.coach_api.chat_paths import chat_paths
from functions.coach_api.wiring import wiring
from libs.events.chat_http import ChatBackend, create_app
from tests.contract.api.aws import Aws
from tests.contract.api.builders import Stored
from tests.contract.api.calls import Client
from tests.contract.api.routes import Operation, document, ids_of, registered


def _operations(paths: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, op) for path, ops in paths.items() for method, op in ops.items()]


def test_the_document_is_consistent(aws: Aws) -> None:
    told = document()
    schemas = told["components"]["schemas"]

    refs = {part.split('"')[0] for part in json.dumps(told).split("#/components/schemas/")[1:]}

    assert told["openapi"].startswith("3.1")
    assert refs <= schemas.keys()
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for path, _, operation in _operations(told["paths"]):
        placed = {item["name"] for item in operation["parameters"] if item["in"] == "path"}
        assert placed == {part[1:-1] for part in path.split("/") if part.startswith("{")}
    names = [op["operationId"] for _, _, op in _operations(told["paths"])]
    assert len(set(names)) == len(names) > len(registered())


def test_the_chats_own_routes_are_all_documented() -> None:
    served = {
        (next(iter(route.methods - {"HEAD"})).lower(), route.path)
        for route in create_app(mock.create_autospec(ChatBackend), cors_origins=()).routes
        if isinstance(route, Route) and route.methods
    }
    internal = {"/healthz", "/", "/snapstart/before", "/snapstart/after"}

    documented = {(method, path) for path, ops in chat_paths().items() for method in ops}

    assert {row for row in served if row[1] not in internal} == documented


def test_errors_are_documented_and_422_is_not(aws: Aws) -> None:
    for _, _, operation in _operations(document()["paths"]):
        responses = operation["responses"]

        assert {"401", "404", "500"} <= responses.keys()
        assert "422" not in responses


@pytest.mark.parametrize("operation", registered(), ids=str)
def test_answers_are_as_documented(
    operation: Operation, client: Client, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoker = wiring().backend.jobs.invoker
    monkeypatch.setattr(invoker, "invoke_async", lambda name, payload, label: "request-1")
    told = document()
    ids = ids_of(stored)
    if operation.path.endswith("/cancel"):
        ids["jobId"] = stored.job().job_id

    reply = client.call(operation.method.upper(), operation.address(ids), operation.body)

    answers = told["paths"][operation.path][operation.method]["responses"]
    assert str(reply.status) in answers
    assert reply.status < 300
    schema = answers[str(reply.status)]["content"]["application/json"]["schema"]
    everything = Resource.from_contents(told, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:openapi", everything)
    pointed = json.loads(json.dumps(schema).replace("#/", "urn:openapi#/"))
    Draft202012Validator(pointed, registry=registry).validate(reply.body)
    assert "null" not in reply.text
