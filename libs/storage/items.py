"""Values and models to DynamoDB items and back; the size guard of 400 KB."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import ValidationError

from libs.clock import iso_instant
from libs.errors import ItemTooLargeError, StorageError
from libs.storage.keys import Key
from libs.wire import WireModel

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

SCHEMA_VERSION = 1
MAX_ITEM_BYTES = 400 * 1024
"""Source: DynamoDB's limit on an item, names included."""
_CONTAINER_BYTES = 3

Item = Mapping[str, object]
Attributes = dict[str, "AttributeValueTypeDef"]
Model = TypeVar("Model", bound=WireModel)

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def item_of(
    key: Key,
    entity_type: str,
    model: WireModel,
    *,
    now: datetime,
    **extra: object,
) -> dict[str, object]:
    """Return the item of a model: keys, what every item carries, the model, extra attributes."""
    instant = iso_instant(now)
    return {
        "createdAt": instant,
        "updatedAt": instant,
        **model.to_wire(),
        **extra,
        "pk": key.pk,
        "sk": key.sk,
        "entityType": entity_type,
        "schemaVersion": SCHEMA_VERSION,
    }


def model_of(model: type[Model], item: Item) -> Model:
    """Return the model in an item.

    Raises:
        StorageError: the item does not fit.
    """
    try:
        return model.model_validate(dict(item))
    except ValidationError as exc:
        raise StorageError(f"a stored {model.__name__} is damaged") from exc


def to_attributes(item: Item) -> Attributes:
    """Return the wire form of an item.

    Raises:
        ItemTooLargeError: it is over DynamoDB's limit.
    """
    size = sum(_size(name) + _size(value) for name, value in item.items())
    if size > MAX_ITEM_BYTES:
        raise ItemTooLargeError("the item is over 400 KB")
    return {name: to_attribute(value) for name, value in item.items()}


def to_attribute(value: object) -> AttributeValueTypeDef:
    """Return the wire form of a JSON-like value; floats become exact decimals."""
    attribute: AttributeValueTypeDef = _serializer.serialize(_storable(value))
    return attribute


def from_attributes(attributes: Mapping[str, AttributeValueTypeDef]) -> dict[str, object]:
    """Return the item in its wire form; numbers become int where they are whole."""
    return {name: _plain(_deserializer.deserialize(value)) for name, value in attributes.items()}


def _storable(value: object) -> object:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, Mapping):
        return {str(name): _storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _size(value: object) -> int:
    """Return the bytes DynamoDB counts for a value, rounded up."""
    if isinstance(value, str):
        return len(value.encode("utf-8", "replace"))
    if isinstance(value, Mapping):
        parts = sum(_size(str(name)) + _size(item) + 1 for name, item in value.items())
        return _CONTAINER_BYTES + parts
    if isinstance(value, list | tuple):
        return _CONTAINER_BYTES + sum(_size(item) + 1 for item in value)
    return len(str(value)) + 1
