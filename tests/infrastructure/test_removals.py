"""Whatever is taken out of the template, one thing at a time, is missed by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.infrastructure import checking
from tests.infrastructure.needs import EMITTED, RARE
from tests.infrastructure.templates import FUNCTION_TITLES, Template, listed, routes
from tests.infrastructure.watching import watched_by

TRIGGERS = (
    "AWS::Lambda::Permission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Events::Rule",
)


def test_nothing_is_missing_and_nothing_is_granted_needlessly(
    backend: Template, data: Template
) -> None:
    assert checking.missing_permissions(backend) == []
    assert checking.needless_permissions(backend) == []
    assert checking.missing_variables(backend) == []
    assert checking.missing_indexes(data) == []
    assert checking.missing_triggers(normalized(backend)) == []


@pytest.mark.parametrize("name", FUNCTION_TITLES)
def test_a_removed_permission_is_named(backend: Template, name: str) -> None:
    removed = 0
    for less, action in without_an_action(backend, name):
        told = [line for line in checking.missing_permissions(less) if f"{name}: {action} " in line]
        assert told, f"nobody misses {action} of {name}"
        removed += 1
    assert removed >= 10


@pytest.mark.parametrize("name", FUNCTION_TITLES)
def test_a_removed_resource_of_a_permission_is_named(backend: Template, name: str) -> None:
    for less, action in without_a_resource(backend, name):
        told = [line for line in checking.missing_permissions(less) if f"{name}: {action} " in line]
        assert told, f"nobody misses a resource of {action} of {name}"


@pytest.mark.parametrize("name", FUNCTION_TITLES)
def test_a_removed_variable_is_named(backend: Template, name: str) -> None:
    variables = sorted(backend.environment(name))

    assert set(variables) == checking.variables_of(name)
    for variable in variables:
        less = changed(backend)
        del less.function(name)["Environment"]["Variables"][variable]
        assert f"missing {name}: variable {variable}" in checking.missing_variables(less)


def test_a_removed_index_key_or_ttl_is_named(data: Template) -> None:
    cuts: dict[str, Callable[[Any], object]] = {
        "table: index gsi1": lambda table: table.pop("GlobalSecondaryIndexes"),
        "table: index gsi1 key gsi1sk": lambda table: table["GlobalSecondaryIndexes"][0][
            "KeySchema"
        ].pop(),
        "table: key sk": lambda table: table["KeySchema"].pop(),
        "table: attribute gsi1pk S": lambda table: table["AttributeDefinitions"].remove(
            {"AttributeName": "gsi1pk", "AttributeType": "S"}
        ),
        "table: ttl": lambda table: table.pop("TimeToLiveSpecification"),
    }
    for part, cut in cuts.items():
        less = changed(data)
        cut(less.one("AWS::DynamoDB::GlobalTable"))
        assert f"missing {part}" in checking.missing_indexes(less)
    less = changed(data)
    for name in less.of_type("AWS::S3Vectors::Index"):
        del less.raw["Resources"][name]
    assert "missing vectors: Dimension 512" in checking.missing_indexes(less)


def test_a_removed_trigger_is_named(backend: Template) -> None:
    whole = normalized(backend)

    for kind in TRIGGERS:
        for name in whole.of_type(kind):
            less = changed(whole)
            del less.raw["Resources"][name]
            assert len(checking.missing_triggers(less)) == 1, name


def test_a_removed_managed_policy_is_named(backend: Template) -> None:
    for name in ("build_training_program", "build_workout"):
        for number in range(len(backend.role(name)["ManagedPolicyArns"])):
            less = changed(backend)
            del less.role(name)["ManagedPolicyArns"][number]
            assert any(line.startswith(f"missing {name}: ")
                       for line in checking.missing_permissions(less))  # fmt: skip


def test_a_bedrock_model_without_its_profile_is_refused(backend: Template) -> None:
    less = changed(backend)
    for statement in documents(less, "stream_coach_conversation"):
        if str(statement.get("Sid", "")).startswith("ModelsViaProfile"):
            statement.pop("Condition")

    told = checking.needless_permissions(less)
    assert any("without its profile" in line for line in told)


def test_dashboard_and_alarms_watch_exactly_what_is_emitted(backend: Template) -> None:
    told = (*EMITTED.items(), *RARE.items())
    emitted = {(service, name) for service, names in told for name in names}

    assert watched_by(backend, "dev") == emitted


def changed(template: Template) -> Template:
    return Template(json.loads(json.dumps(template.raw)))


def normalized(backend: Template) -> Template:
    """Return a copy whose API permissions name paths as the routes do."""
    whole = changed(backend)
    starred = {}
    for method, path in routes(whole):
        parts = ["*" if part.startswith("{") else part for part in path.split("/")]
        starred[f"/{method}/{'/'.join(parts)}"] = f"/{method} {path}"
    for item in whole.of_type("AWS::Lambda::Permission").values():
        if item["Principal"] == "apigateway.amazonaws.com":
            pieces = item["SourceArn"]["Fn::Join"][1]
            pieces[-1] = starred[pieces[-1]]
    return whole


def documents(template: Template, name: str) -> Iterator[Any]:
    """Yield the statements of a function's role that can be changed in place."""
    yield from template.statements(name)


def without_an_action(backend: Template, name: str) -> Iterator[tuple[Template, str]]:
    for number, statement in enumerate(backend.statements(name)):
        for action in listed(statement["Action"]):
            less = changed(backend)
            cut: Any = less.statements(name)[number]
            cut["Action"] = [item for item in listed(cut["Action"]) if item != action]
            yield less, action


def without_a_resource(backend: Template, name: str) -> Iterator[tuple[Template, str]]:
    for number, statement in enumerate(backend.statements(name)):
        action = listed(statement["Action"])[0]
        for place in range(len(listed(statement["Resource"]))):
            less = changed(backend)
            cut: Any = less.statements(name)[number]
            cut["Resource"] = [
                item for at, item in enumerate(listed(cut["Resource"])) if at != place
            ]
            if "s3:prefix" not in str(cut.get("Condition")):
                yield less, action
