"""The post-deployment checklist (J9-J13) against the local system, every part over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.accounts import fresh_password
from local.stack import LocalStack, StackOptions
from local.verify.checklist import CHECKS, make_checklist
from local.verify.logs import LogFile
from local.verify.model_control import ModelControl
from local.verify.report import Check, Finding, Status, has_failed, run_checks
from local.verify.seeding import seed
from local.verify.session import open_session
from local.verify.stored import check_program_item
from local.verify.target import CHAT, PROGRAM, Target

USER = "checklist"
NOT_CHECKED_HERE = {
    "role of the chat",
    "async failure, queue, reconciler",
    "body version on InvokeModel",
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    logs = tmp_path_factory.mktemp("logs")
    with LocalStack(StackOptions(port=0, log_dir=logs)) as stack:
        yield target_of(stack, logs)


@pytest.fixture(scope="module")
def findings(target: Target) -> list[Finding]:
    password = fresh_password()
    seed(target, USER, password)
    return make_checklist(target, USER, password, print)


def target_of(stack: LocalStack, logs: Path) -> Target:
    resources = stack.resources
    return Target(
        name="local",
        session=resources.session(),
        endpoint_url=resources.endpoint_url,
        api_url=stack.api_url,
        chat_url=stack.api_url,
        table_name=resources.table_name,
        bucket_name=resources.bucket_name,
        queue_url=resources.queue_url,
        user_pool_id=resources.user_pool_id,
        client_id=resources.client_id,
        functions={},
        logs={CHAT: LogFile(logs / "api.log"), PROGRAM: LogFile(logs / f"{PROGRAM}.log")},
        model=ModelControl(stack.addresses.bedrock),
    )


def test_every_line_is_made_and_none_fails(findings: list[Finding]) -> None:
    assert [item.title for item in findings] == [check.title for check in CHECKS]
    assert not has_failed(findings), [item.line() for item in findings]


def test_what_cannot_be_checked_here_says_why(findings: list[Finding]) -> None:
    skipped = {item.title: item.detail for item in findings if item.status is Status.NOT_CHECKED}

    assert set(skipped) == NOT_CHECKED_HERE
    assert all(skipped.values())


def test_stream_went_on_while_the_build_was_held(findings: list[Finding]) -> None:
    beside = next(item for item in findings if item.name == "J13")

    assert "1 call of the build is held" in beside.detail
    assert beside.detail.endswith("the build is running")


def test_a_program_that_is_gone_fails_its_line(target: Target, findings: list[Finding]) -> None:
    told = next(item.detail for item in findings if item.name == "J9")
    run = open_session(target, USER, None)
    run.job_id = next(word for word in told.split() if word.startswith("job_"))
    line = Check("J10", "program in DynamoDB", check_program_item)

    (finding,) = run_checks([line], run, print)
    run.close()

    assert finding.status is Status.FAILED
    assert "totalDays" in finding.detail


def test_seed_again_keeps_the_athlete(target: Target, findings: list[Finding]) -> None:
    again = seed(target, USER, None)

    assert again.password is None
    assert again.user_id == target.accounts().find_user(USER)


def test_checklist_without_a_seed_names_the_verb(target: Target) -> None:
    with pytest.raises(LookupError, match="make seed STACK=local"):
        make_checklist(target, "nobody", None, print)
