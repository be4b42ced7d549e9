"""Renders a wire model as the flat JSON schema of a tool."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import cast

from pydantic import BaseModel

from libs.ai.ports import JsonObject, ToolSpec

_DROPPED_KEYS = frozenset({"title", "default", "$defs", "discriminator"})
_NULL = {"type": "null"}


@cache
def tool_schema(output: type[BaseModel]) -> JsonObject:
    """Return the model's schema: references inlined, titles and nulls left out, objects closed."""
    schema = output.model_json_schema(by_alias=True)
    definitions = cast("Mapping[str, object]", schema.get("$defs", {}))
    return cast("JsonObject", _flatten(schema, definitions, ()))


def tool_of(output: type[BaseModel], *, name: str, description: str = "") -> ToolSpec:
    """Return the tool whose input is the model; described by its docstring unless told."""
    told = description or (output.__doc__ or "").strip().partition("\n")[0]
    return ToolSpec(name, told or f"Takes one {name}.", tool_schema(output))


def _flatten(node: object, definitions: Mapping[str, object], open_: tuple[str, ...]) -> object:
    if isinstance(node, list):
        return [_flatten(item, definitions, open_) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        if name in open_:
            # Recursion has no flat form; validation still holds the whole shape.
            return {"type": "object"}
        return _flatten(definitions.get(name, {}), definitions, (*open_, name))
    return _flatten_object(node, definitions, open_)


def _flatten_object(
    node: Mapping[str, object], definitions: Mapping[str, object], open_: tuple[str, ...]
) -> object:
    options = node.get("anyOf")
    if isinstance(options, list):
        options = [option for option in options if option != _NULL]
        rest = {key: value for key, value in node.items() if key != "anyOf"}
        if len(options) == 1 and isinstance(options[0], dict):
            return _flatten({**options[0], **rest}, definitions, open_)
        node = {**rest, "anyOf": options}
    flat: dict[str, object] = {}
    for key, value in node.items():
        if key == "properties" and isinstance(value, dict):
            flat[key] = {name: _flatten(item, definitions, open_) for name, item in value.items()}
        elif key not in _DROPPED_KEYS:
            flat[key] = _flatten(value, definitions, open_)
    if "properties" in flat:
        flat["additionalProperties"] = False
    return flat
