"""Roles are enforced: what a function's policies do not list, its role cannot do."""

from __future__ import annotations

from collections.abc import Callable

from botocore.exceptions import ClientError

from libs.storage.keys import profile_key
from local.verify.report import NotChecked, expect
from local.verify.session import Session
from local.verify.target import API

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "403", "Forbidden"})


def check_chat_role(run: Session) -> str:
    """The chat's role reads an item and may not scan, read details, or invoke coach_api."""
    target = run.target
    if target.chat_role is None:
        raise NotChecked(
            "on AWS a function's role trusts Lambda only; that it suffices is what other checks "
            "show, that it allows no more is what the template tests show"
        )
    name, url = target.table_name, target.endpoint_url
    table = target.chat_role.client("dynamodb", endpoint_url=url)
    objects = target.chat_role.client("s3", endpoint_url=url)
    functions = target.chat_role.client("lambda", endpoint_url=url)
    key = profile_key(run.user_id)
    found = table.get_item(TableName=name, Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}})
    expect("Item" in found, "the profile was not read")
    details = run.stored_program().s3_detail_key
    _expect_denied("a scan", lambda: table.scan(TableName=name, Limit=1))
    _expect_denied(
        "reading details", lambda: objects.get_object(Bucket=target.bucket_name, Key=details)
    )
    _expect_denied(
        "invoking coach_api",
        lambda: functions.invoke(FunctionName=target.functions[API], Payload=b"{}"),
    )
    return "it reads an item; a scan, the details and an invoke of coach_api are denied"


def _expect_denied(what: str, call: Callable[[], object]) -> None:
    try:
        call()
    except ClientError as refused:
        code = refused.response["Error"]["Code"]
        expect(code in DENIED, f"{what} was refused with {code}")
    else:
        expect(False, f"{what} was allowed")
