"""Single writes and entries of transactions, written once as expressions with named values.

`#name` stands for an attribute and `:name` for a value in every expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from libs.storage.items import Item, to_attribute, to_attributes
from libs.storage.keys import Key

WriteKind = Literal["Put", "Update", "Delete", "ConditionCheck"]
ABSENT = "attribute_not_exists(pk)"
PRESENT = "attribute_exists(pk)"
_NAME = re.compile(r"#(\w+)")


@dataclass(frozen=True)
class Write:
    """One write; `label` names it when its condition fails."""

    label: str
    kind: WriteKind
    key: Key
    item: Item | None = None
    expression: str = ""
    condition: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def arguments(self) -> dict[str, object]:
        """Return the arguments of the API call or transaction entry, without the table name."""
        arguments: dict[str, object] = {}
        if self.item is not None:
            arguments["Item"] = to_attributes(self.item)
        else:
            arguments["Key"] = key_attributes(self.key)
        if self.expression:
            arguments["UpdateExpression"] = self.expression
        if self.condition:
            arguments["ConditionExpression"] = self.condition
        return arguments | expression_arguments(f"{self.expression} {self.condition}", self.values)


def put(label: str, item: Item, condition: str = "", **values: object) -> Write:
    """Return the write of a whole item."""
    key = Key(str(item["pk"]), str(item["sk"]))
    return Write(label, "Put", key, item=item, condition=condition, values=values)


def update(label: str, key: Key, expression: str, condition: str = "", **values: object) -> Write:
    """Return a change of some attributes; it makes the item when the condition allows."""
    return Write(label, "Update", key, expression=expression, condition=condition, values=values)


def delete(label: str, key: Key, condition: str = "", **values: object) -> Write:
    """Return the removal of an item."""
    return Write(label, "Delete", key, condition=condition, values=values)


def check(label: str, key: Key, condition: str, **values: object) -> Write:
    """Return a condition on an item that the transaction does not write."""
    return Write(label, "ConditionCheck", key, condition=condition, values=values)


def key_attributes(key: Key) -> dict[str, object]:
    """Return the wire form of a primary key."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def expression_arguments(expressions: str, values: Mapping[str, object]) -> dict[str, object]:
    """Return the names and values that expressions use."""
    arguments: dict[str, object] = {}
    names = {f"#{name}": name for name in _NAME.findall(expressions)}
    if names:
        arguments["ExpressionAttributeNames"] = names
    if values:
        arguments["ExpressionAttributeValues"] = {
            f":{name}": to_attribute(value) for name, value in values.items()
        }
    return arguments
