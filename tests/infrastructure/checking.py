"""What a template lacks, or grants beyond need: every gap is told by name.

The needs come from `needs.py`, from the settings the code reads, and from the schema it writes;
nothing here is read off the template that is checked.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from libs.ai.models import load_tiers
from libs.settings import FunctionSettings
from libs.storage.schema import TABLE_SCHEMA
from tests.infrastructure.needs import BACKGROUND, CHAT, RECONCILE, Need, declared
from tests.infrastructure.templates import FUNCTION_TITLES, Json, Template, listed, routes

RUNTIME_VARIABLES = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}
ADAPTER_VARIABLES = {
    "AWS_LAMBDA_EXEC_WRAPPER",
    "AWS_LWA_INVOKE_MODE",
    "AWS_LWA_PORT",
    "AWS_LWA_READINESS_CHECK_PATH",
    "AWS_LWA_PASS_THROUGH_PATH",
    "AWS_LWA_ERROR_STATUS_CODES",
}
_MODEL = re.compile(r":(inference-profile/|:foundation-model/)(?P<id>[\w.:-]+)\"")
VECTOR_INDEX = {"Dimension": 512, "DistanceMetric": "cosine", "DataType": "float32"}
"""Titan Text v2 as the code asks for it."""


def settings_of(name: str) -> type[FunctionSettings]:
    found: type[FunctionSettings] = importlib.import_module(f"functions.{name}.settings").Settings
    return found


def variables_of(name: str) -> set[str]:
    """Return every variable that a function's process needs."""
    adapter = ADAPTER_VARIABLES if name == CHAT else set()
    return {*settings_of(name).environment_names(), *RUNTIME_VARIABLES, *adapter}


def granted(backend: Template) -> set[Need]:
    """Return every permission that the roles really have."""
    return {
        Need(name, action, place)
        for name in FUNCTION_TITLES
        for statement in backend.statements(name)
        for action in listed(statement["Action"])
        for place in _places(backend, name, statement)
    }


def needed(backend: Template) -> set[Need]:
    """Return every permission that the code needs; models are those the settings name."""
    rows = {need for need in declared() if need.place not in {"claude", "titan"}}
    for need in declared() - rows:
        environment = backend.environment(need.function)
        if need.place == "titan":
            rows.add(need._replace(place="model here amazon.titan-embed-text-v2:0"))
            continue
        for model_id in load_tiers(environment.get("MODEL_TIERS")).model_ids():
            model = model_id.partition(".")[2]
            for place in (f"profile {model_id}", f"model here {model}", f"model global {model}"):
                rows.add(need._replace(place=place))
    return rows


def missing_permissions(backend: Template) -> list[str]:
    """Name what the code needs and no role has."""
    return sorted(f"missing {need}" for need in needed(backend) - granted(backend))


def needless_permissions(backend: Template) -> list[str]:
    """Name what a role has and no row of the needs explains."""
    return sorted(f"needless {need}" for need in granted(backend) - needed(backend))


def missing_variables(backend: Template) -> list[str]:
    """Name the environment variables that a function reads and the template does not set."""
    return sorted(
        f"missing {name}: variable {variable}"
        for name in FUNCTION_TITLES
        for variable in variables_of(name) - set(backend.environment(name))
    )


def missing_indexes(data: Template) -> list[str]:
    """Name the keys and indexes that the code queries and the data stack does not have."""
    return sorted(f"missing {part}" for part in _table_parts() - _found_parts(data))


def missing_triggers(backend: Template) -> list[str]:
    """Name what starts a function, or takes its failures, and is not in the template."""
    return sorted(f"missing {trigger}" for trigger in _triggers(backend) - _found(backend))


def _places(backend: Template, name: str, statement: Json) -> Iterator[str]:
    prefixes = statement.get("Condition", {}).get("StringLike", {}).get("s3:prefix")
    if prefixes is not None:
        yield from (prefix.rstrip("*") for prefix in listed(prefixes))
        return
    for resource in listed(statement["Resource"]):
        yield _place(backend, name, statement, resource)


def _place(backend: Template, name: str, statement: Json, resource: Any) -> str:
    text = json.dumps(resource)
    if resource == "*":
        return "*"
    if found := _MODEL.search(text):
        return _model_place(text, found["id"], statement)
    if "GetAttTable" in text:
        return "index/gsi1" if '"/index/gsi1"' in text else "table"
    if "GetAttBucket" in text:
        return text.rpartition('"/')[2].partition("*")[0]
    if "GetAttVectorIndex" in text:
        return "vectors"
    return _own_place(backend, name, resource["Fn::GetAtt"][0])


def _model_place(text: str, model_id: str, statement: Json) -> str:
    if "inference-profile" in text:
        return f"profile {model_id}"
    condition = statement.get("Condition", {})
    via = condition.get("StringLike", {}).get("bedrock:InferenceProfileArn")
    if "titan" not in model_id and via is None:
        return f"model {model_id} without its profile"
    if '"AWS::Region"' in text:
        return f"model here {model_id}"
    unspecified = condition.get("StringEquals") == {"aws:RequestedRegion": "unspecified"}
    return f"model global {model_id}" if unspecified else f"model anywhere {model_id}"


def _own_place(backend: Template, name: str, target: str) -> str:
    for other in FUNCTION_TITLES:
        if target == backend.function_id(other):
            return other
    if target == backend.function(name)["LoggingConfig"]["LogGroup"]["Ref"]:
        return "own logs"
    kind = backend.resources[target]["Type"]
    return {"AWS::SQS::Queue": "failures", "AWS::Events::EventBus": "bus"}.get(kind, target)


def _table_parts() -> set[str]:
    parts = {f"table: key {item['AttributeName']}" for item in TABLE_SCHEMA["KeySchema"]}
    for index in TABLE_SCHEMA["GlobalSecondaryIndexes"]:
        parts.add(f"table: index {index['IndexName']}")
        for item in index["KeySchema"]:
            parts.add(f"table: index {index['IndexName']} key {item['AttributeName']}")
    for attribute in TABLE_SCHEMA["AttributeDefinitions"]:
        parts.add(f"table: attribute {attribute['AttributeName']} {attribute['AttributeType']}")
    return {
        *parts,
        "table: ttl",
        *(f"vectors: {key} {value}" for key, value in VECTOR_INDEX.items()),
    }


def _found_parts(data: Template) -> set[str]:
    table = data.one("AWS::DynamoDB::GlobalTable")
    parts = {f"table: key {item['AttributeName']}" for item in table["KeySchema"]}
    for index in table.get("GlobalSecondaryIndexes", ()):
        parts.add(f"table: index {index['IndexName']}")
        for item in index["KeySchema"]:
            parts.add(f"table: index {index['IndexName']} key {item['AttributeName']}")
    for item in table["AttributeDefinitions"]:
        parts.add(f"table: attribute {item['AttributeName']} {item['AttributeType']}")
    ttl: Mapping[str, object] = table.get("TimeToLiveSpecification", {})
    if ttl.get("Enabled") and ttl.get("AttributeName") == "ttl":
        parts.add("table: ttl")
    for index in data.of_type("AWS::S3Vectors::Index").values():
        parts |= {f"vectors: {key} {index[key]}" for key in VECTOR_INDEX if key in index}
    return parts


def _triggers(backend: Template) -> set[str]:
    called = {
        f"permission of the API to call {method} {path}"
        for method, path in routes(backend)
        if method != "OPTIONS"
    }
    failing = {f"on-failure queue of {name}" for name in BACKGROUND}
    return {
        *called,
        *failing,
        f"schedule of {RECONCILE}",
        f"permission of the schedule to call {RECONCILE}",
        f"queue of {RECONCILE}",
    }


def _found(backend: Template) -> set[str]:
    found = {_permission(item) for item in backend.of_type("AWS::Lambda::Permission").values()}
    reconcile = backend.function_id(RECONCILE)
    for config in backend.of_type("AWS::Lambda::EventInvokeConfig").values():
        for name in BACKGROUND:
            if config["FunctionName"] == {"Ref": backend.function_id(name)}:
                found.add(f"on-failure queue of {name}")
    for rule in backend.of_type("AWS::Events::Rule").values():
        if any(target["Arn"] == {"Fn::GetAtt": [reconcile, "Arn"]} for target in rule["Targets"]):
            found.add(f"schedule of {RECONCILE}")
    for mapping in backend.of_type("AWS::Lambda::EventSourceMapping").values():
        if mapping["FunctionName"] == {"Ref": reconcile}:
            found.add(f"queue of {RECONCILE}")
    return found


def _permission(item: Json) -> str:
    if item["Principal"] == "events.amazonaws.com":
        return f"permission of the schedule to call {RECONCILE}"
    tail = json.dumps(item["SourceArn"]).rpartition('"/')[2].partition('"')[0]
    return f"permission of the API to call {tail}"
