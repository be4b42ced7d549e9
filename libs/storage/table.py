"""The thin gateway to the one table: get, query, write, transact; every query paginates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from libs.clock import SystemClock
from libs.errors import StorageError
from libs.storage.aws_errors import TransactionConflictError, table_errors
from libs.storage.items import from_attributes
from libs.storage.keys import Key
from libs.storage.schema import INDEX_NAME
from libs.storage.writes import Write, expression_arguments, key_attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef

_TRIES = 6
_FIRST_PAUSE_S = 0.02
_Page = Mapping[str, object]


class Table:
    """Items of the table as plain values; safe from several threads."""

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        *,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self._client = client
        self._name = name
        self._pause = pause or SystemClock().sleep

    def get(self, key: Key) -> dict[str, object] | None:
        """Return an item as last written, or None."""
        with table_errors():
            answer = self._client.get_item(
                TableName=self._name,
                Key=cast("dict[str, AttributeValueTypeDef]", key_attributes(key)),
                ConsistentRead=True,
            )
        item = answer.get("Item")
        return from_attributes(item) if item else None

    def get_all(self, keys: Sequence[Key]) -> dict[Key, dict[str, object]]:
        """Return the items that there are of at most 100 keys, as last written, in one request.

        Raises:
            StorageError: the table kept leaving some out.
        """
        left = [cast("dict[str, AttributeValueTypeDef]", key_attributes(key)) for key in keys]
        found: dict[Key, dict[str, object]] = {}
        for attempt in range(_TRIES):
            if attempt:
                self._pause(_FIRST_PAUSE_S * 2 ** (attempt - 1))
            with table_errors():
                answer = self._client.batch_get_item(
                    RequestItems={self._name: {"Keys": left, "ConsistentRead": True}}
                )
            for item in answer["Responses"].get(self._name, ()):
                plain = from_attributes(item)
                found[Key(str(plain["pk"]), str(plain["sk"]))] = plain
            rest = answer.get("UnprocessedKeys") or {}
            if self._name not in rest:
                return found
            left = rest[self._name]["Keys"]
        raise StorageError("the table is busy")

    def write(self, write: Write) -> dict[str, object]:
        """Do one put, update or delete; an update returns the new item, a delete the old one.

        Raises:
            ConditionFailedError: with the write's label.
            ItemTooLargeError: nothing was sent.
            StorageError: not done, as far as is known.
        """
        calls: Mapping[str, Callable[..., _Page]] = {
            "Put": cast("Callable[..., _Page]", self._client.put_item),
            "Update": cast("Callable[..., _Page]", self._client.update_item),
            "Delete": cast("Callable[..., _Page]", self._client.delete_item),
        }
        returned = {"Put": "NONE", "Update": "ALL_NEW", "Delete": "ALL_OLD"}[write.kind]
        arguments = write.arguments()
        with table_errors((write.label,)):
            answer = calls[write.kind](TableName=self._name, ReturnValues=returned, **arguments)
        attributes = cast("Mapping[str, AttributeValueTypeDef]", answer.get("Attributes") or {})
        return from_attributes(attributes)

    def transact(self, writes: Sequence[Write]) -> None:
        """Do all writes or none; meeting another transaction is repeated a few times.

        Raises:
            ConditionFailedError: with the labels of the writes whose condition failed.
            ItemTooLargeError: nothing was sent.
            StorageError: not done, as far as is known.
        """
        entries = [{item.kind: {"TableName": self._name, **item.arguments()}} for item in writes]
        call: Callable[..., object] = self._client.transact_write_items
        labels = [item.label for item in writes]
        for attempt in range(1, _TRIES + 1):
            try:
                with table_errors(labels):
                    call(TransactItems=entries)
            except TransactionConflictError:
                if attempt == _TRIES:
                    raise
                self._pause(_FIRST_PAUSE_S * 2 ** (attempt - 1))
            else:
                return
        raise StorageError("the transaction did not get through")

    def query(
        self,
        pk: str,
        sk_prefix: str = "",
        *,
        newest_first: bool = False,
        fields: Sequence[str] = (),
        where: Mapping[str, object] | None = None,
    ) -> Iterator[dict[str, object]]:
        """Yield the items of a partition in order of their sort key, as last written.

        `fields` are the only ones returned, `where` the values that items must have; both spare
        the wire and the reader, not the read units.
        """
        condition = "#pk = :pk"
        values: dict[str, object] = {"pk": pk}
        if sk_prefix:
            condition += " AND begins_with(#sk, :sk)"
            values["sk"] = sk_prefix
        chosen = _only(fields)
        if where:
            chosen["FilterExpression"] = " AND ".join(f"#{name} = :{name}" for name in where)
            values |= where
        return self._pages(
            condition, values, newest_first=newest_first, ConsistentRead=True, **chosen
        )

    def query_below(
        self, pk: str, sk_from: str, sk_to: str, *, limit: int, fields: Sequence[str] = ()
    ) -> Iterator[dict[str, object]]:
        """Yield items with `sk_from <= sk <= sk_to`, the highest first; `limit` sizes the pages.

        `fields` are the only ones returned.
        """
        return self._pages(
            "#pk = :pk AND #sk BETWEEN :low AND :high",
            {"pk": pk, "low": sk_from, "high": sk_to},
            newest_first=True,
            ConsistentRead=True,
            Limit=limit,
            **_only(fields),
        )

    def query_index(
        self,
        gsi1pk: str,
        *,
        up_to: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[dict[str, object]]:
        """Yield items of an index partition; it may be a moment behind; `limit` sizes the pages."""
        condition, values = "#gsi1pk = :pk", {"pk": gsi1pk}
        if up_to is not None:
            condition += " AND #gsi1sk <= :sk"
            values["sk"] = up_to
        page = {} if limit is None else {"Limit": limit}
        return self._pages(
            condition, values, newest_first=newest_first, IndexName=INDEX_NAME, **page
        )

    def _pages(
        self, condition: str, values: Mapping[str, object], *, newest_first: bool, **options: object
    ) -> Iterator[dict[str, object]]:
        call: Callable[..., _Page] = self._client.query
        expressions = (str(text) for name, text in options.items() if name.endswith("Expression"))
        arguments: dict[str, object] = {
            "TableName": self._name,
            "KeyConditionExpression": condition,
            "ScanIndexForward": not newest_first,
            **expression_arguments(" ".join((condition, *expressions)), values),
            **options,
        }
        while True:
            with table_errors():
                page = call(**arguments)
            items = cast("Sequence[Mapping[str, AttributeValueTypeDef]]", page["Items"])
            for item in items:
                yield from_attributes(item)
            last = page.get("LastEvaluatedKey")
            if not last:
                return
            arguments["ExclusiveStartKey"] = last


def _only(fields: Sequence[str]) -> dict[str, str]:
    return {"ProjectionExpression": ", ".join(f"#{name}" for name in fields)} if fields else {}
