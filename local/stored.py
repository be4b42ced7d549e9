"""What a build left in the table and the bucket, read from the stores themselves."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from libs.storage.keys import exercises_pk, user_pk
from local.aws_resources import Resources
from local.client import Json


def describe_stored(console: Console, resources: Resources, user_id: str, program: Json) -> None:
    """Print items and objects of one athlete.

    Raises:
        RuntimeError: the program's item or its details object is missing.
    """
    session = resources.session()
    items = session.client("dynamodb", endpoint_url=resources.endpoint_url).get_paginator("query")
    table = Table(title="Stored items (DynamoDB)", title_justify="left")
    table.add_column("pk")
    table.add_column("sk")
    keys = []
    for partition in (user_pk(user_id), exercises_pk(user_id)):
        for page in items.paginate(
            TableName=resources.table_name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="pk, sk",
        ):
            keys += [(item["pk"]["S"], item["sk"]["S"]) for item in page["Items"]]
    for pk, sk in keys:
        table.add_row(pk, sk)
    console.print(table)
    objects = Table(title="Stored objects (S3)", title_justify="left")
    objects.add_column("key")
    objects.add_column("bytes", justify="right")
    names = []
    pages = session.client("s3", endpoint_url=resources.endpoint_url).get_paginator(
        "list_objects_v2"
    )
    for listing in pages.paginate(Bucket=resources.bucket_name):
        for item in listing.get("Contents", []):
            names.append(item["Key"])
            objects.add_row(item["Key"], str(item["Size"]))
    console.print(objects)
    program_id = str(program.get("programId"))
    if not any(sk == f"program#{program_id}" for _, sk in keys):
        raise RuntimeError("the program's item is not in the table")
    if f"training-programs/{user_id}/{program_id}/details.json" not in names:
        raise RuntimeError("the program's details are not in the bucket")
    if not any(name.startswith("debug/") for name in names):
        raise RuntimeError("the debug dump is not in the bucket")
