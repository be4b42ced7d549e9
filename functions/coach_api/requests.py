"""What request bodies share: exactly the documented types, null counts as absent."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict
from pydantic.config import JsonDict

from libs.wire import WireModel

NOT_BLANK = r"[^\s\x1c-\x1f\x85]"
"""At least one character that Python does not strip."""


def _with_nulls(schema: JsonDict) -> None:
    """Document that null counts as absent wherever a field may be absent."""
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict):
        return
    needed = required if isinstance(required, list) else []
    for name in properties.keys() - set(map(str, needed)):
        properties[name] = {"anyOf": [properties[name], {"type": "null"}]}


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
"""JSON has one kind of number: 9.0 is the whole number 9."""


class RequestBody(WireModel):
    """A body as sent; unknown fields are ignored."""

    model_config = ConfigDict(strict=True, json_schema_extra=_with_nulls)
