"""A light backup for moto's transactions: what they change, instead of the table for each write.

Expected: a transaction keeps what it needs to undo itself. Actual, moto 5.2.5: it deep-copies the
whole table once for each of its writes, so that a full table makes every transaction slow. Can go
when moto does not.
"""

from __future__ import annotations

import copy
import threading
from collections import defaultdict
from typing import Any
from unittest.mock import patch

from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

Writes = list[dict[str, Any]]


class _Copies(threading.local):
    """Stands in for the module `copy` in moto's models; ordinary outside a transaction."""

    backups: dict[str, Table] | None = None

    def deepcopy(self, value: object) -> object:
        """Return the backup of a table under transaction, else a deep copy."""
        if self.backups is None or not isinstance(value, Table):
            return copy.deepcopy(value)
        return self.backups[value.name]


_copies = _Copies()
_transact = DynamoDBBackend.transact_write_items


def install() -> None:
    """Give moto's transactions light backups; safe to call more than once."""
    patch.object(models, "copy", _copies).start()
    patch.object(DynamoDBBackend, "transact_write_items", _transact_write_items).start()


def _transact_write_items(backend: DynamoDBBackend, transact_items: Writes) -> None:
    names = {str(op.get("TableName")) for item in transact_items for op in item.values()}
    _copies.backups = {
        name: _backup(backend, name, transact_items) for name in names & backend.tables.keys()
    }
    try:
        _transact(backend, transact_items)
    finally:
        _copies.backups = None


def _backup(backend: DynamoDBBackend, name: str, writes: Writes) -> Table:
    """Return a table that shares its items with the original, but for those that are updated.

    Puts and deletes replace and remove items; only updates change them in place.
    """
    table = backend.tables[name]
    kept = copy.copy(table)
    ranged = table.has_range_key
    kept.items = defaultdict(
        dict, {key: dict(held) if ranged else held for key, held in table.items.items()}
    )
    for write in writes:
        update = write.get("Update")
        if update is None or update.get("TableName") != name:
            continue
        hash_value, range_value = backend.get_keys_value(table, update["Key"])
        item: Any = table.get_item(hash_value, range_value)
        if item is not None and range_value is not None:
            kept.items[hash_value][range_value] = copy.deepcopy(item)
        elif item is not None:
            kept.items[hash_value] = copy.deepcopy(item)
    return kept
