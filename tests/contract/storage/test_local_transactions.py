"""A transaction that fails on the local table leaves nothing behind, whatever came before it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.contract.conftest import TABLE, AwsServer

PK = "local-transactions"


def test_a_cancelled_transaction_undoes_its_puts_updates_and_deletes(
    aws_server: AwsServer,
) -> None:
    client = aws_server.dynamodb()
    for name in ("kept", "changed", "removed"):
        client.put_item(TableName=TABLE, Item=key(name) | {"n": {"N": "1"}, "m": {"M": {}}})
    before = stored(aws_server)

    with pytest.raises(ClientError, match="TransactionCanceled"):
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": TABLE, "Item": key("made")}},
                {"Delete": {"TableName": TABLE, "Key": key("removed")}},
                {
                    "Update": {
                        "TableName": TABLE,
                        "Key": key("changed"),
                        "UpdateExpression": "SET #m.#x = :one ADD #n :one",
                        "ExpressionAttributeNames": {"#m": "m", "#n": "n", "#x": "x"},
                        "ExpressionAttributeValues": {":one": {"N": "1"}},
                    }
                },
                {
                    "ConditionCheck": {
                        "TableName": TABLE,
                        "Key": key("kept"),
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )

    assert stored(aws_server) == before


def key(name: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": PK}, "sk": {"S": name}}


def stored(aws_server: AwsServer) -> object:
    found = aws_server.dynamodb().query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": PK}},
    )
    return found["Items"]
