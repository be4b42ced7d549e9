"""What deploy-local reads: log messages, the CLI's lines, zips, /proc, the stage's settings."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields
from pathlib import Path

import boto3
import pytest

from libs.clock import SystemClock
from local.emulator import differences
from local.emulator.bundle import unpack_archive
from local.emulator.cdk import describe
from local.emulator.sockets import foreign_listeners
from local.emulator.system import gateway_url, runtime_variables
from local.verify.logs import LogFile, records
from local.verify.target import CHAT, Target
from stacks.config import DEV, EMULATOR, PROD

PID = 7
TOLD_BY_NAME = {"name", "endpoint_variables", "token_keys_url"}
"""Settings that make it the emulator; nothing is left out by them."""


def test_records_are_the_json_lines_that_hold_the_text() -> None:
    messages = [
        '{"event": "turn_ended", "correlation_id": "corr_1"}',
        "START RequestId: corr_1",
        '{"event": "other"}\n{"event": "build", "correlation_id": "corr_1"}\n',
        '["corr_1"]',
    ]

    assert [item["event"] for item in records(messages, "corr_1")] == ["turn_ended", "build"]


def test_a_log_that_was_not_written_yet_is_empty(tmp_path: Path) -> None:
    assert LogFile(tmp_path / "none.log").find("x", since=SystemClock().now()) == []


def test_progress_of_the_cli_is_told_in_short() -> None:
    line = "Mesocycle-emulator |  57/126 | 11:45:45 PM | CREATE_COMPLETE         | AWS::Lambda::Alias               | Chat/Live (Chat0EB7B733)"  # noqa: E501

    assert describe(line) == (
        "  Mesocycle-emulator: 57/126 resources, CREATE_COMPLETE AWS::Lambda::Alias"
    )
    assert describe(f"  {'x' * 300}") == f"  {'x' * 100}"


def test_modes_of_the_zip_survive(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, mode in (("run.sh", 0o100755), ("libs/clock.py", 0o100644)):
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            archive.writestr(member, "#!/bin/sh\n")

    unpack_archive(buffer.getvalue(), tmp_path)

    assert (tmp_path / "run.sh").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "libs" / "clock.py").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("0100007F:11D6", []),
        ("00000000:11D6", ["0.0.0.0:4566"]),
        ("0A00000A:11D6", ["10.0.0.10:4566"]),
        ("00000000000000000000000001000000:11D6", []),
        ("0000000000000000FFFF00000100007F:11D6", []),
        ("00000000000000000000000000000000:11D6", [":::4566"]),
    ],
)
def test_listeners_off_loopback_are_found(tmp_path: Path, address: str, found: list[str]) -> None:
    table = "tcp" if len(address.partition(":")[0]) == 8 else "tcp6"
    proc = fake_proc(tmp_path, {table: [(address, "0A", "4242")]})

    assert foreign_listeners(PID, proc=proc) == found


def test_listeners_of_children_count_and_those_of_others_do_not(tmp_path: Path) -> None:
    proc = fake_proc(
        tmp_path,
        {"tcp": [("00000000:1F90", "0A", "99"), ("00000000:1F91", "0A", "77")]},
        child=8,
        child_inode="99",
    )

    assert foreign_listeners(PID, proc=proc) == ["0.0.0.0:8080"]


def test_connections_are_no_listeners(tmp_path: Path) -> None:
    assert (
        foreign_listeners(PID, proc=fake_proc(tmp_path, {"tcp": [("0A00000A:11D6", "01", "4242")]}))
        == []
    )


def test_without_proc_nothing_is_claimed(tmp_path: Path) -> None:
    assert foreign_listeners(PID, proc=tmp_path) is None


def fake_proc(
    root: Path,
    tables: dict[str, list[tuple[str, str, str]]],
    *,
    child: int | None = None,
    child_inode: str = "",
) -> Path:
    members = {PID: "4242"} | ({child: child_inode} if child else {})
    for pid, inode in members.items():
        for folder in ("fd", "net", f"task/{pid}"):
            (root / str(pid) / folder).mkdir(parents=True)
        (root / str(pid) / "fd" / "3").symlink_to(f"socket:[{inode}]")
        own = f"{child} " if child and pid == PID else ""
        (root / str(pid) / "task" / str(pid) / "children").write_text(own)
    for name, rows in tables.items():
        lines = [
            f"   0: {local} 00000000:0000 {state} 0:0 00:0 0 0 0 {inode} 1"
            for local, state, inode in rows
        ]
        (root / str(PID) / "net" / name).write_text("\n".join(["header", *lines, ""]))
    return root


def test_every_setting_in_which_the_emulator_stage_differs_is_told_with_its_reason() -> None:
    stage = EMULATOR.behind("http://127.0.0.1:4566", "http://127.0.0.1:9999")
    differing = {
        item.name for item in fields(stage) if getattr(stage, item.name) != getattr(DEV, item.name)
    }

    assert differing - TOLD_BY_NAME <= set(differences.SWITCHED_OFF)
    known = {item.name for item in fields(stage)}
    assert set(differences.SWITCHED_OFF) <= known
    assert all(
        reason in " ".join(differences.lines()) for reason in differences.SWITCHED_OFF.values()
    )


def test_addresses_are_set_per_service_and_on_the_emulator_stage_only() -> None:
    variables = EMULATOR.behind("http://aws", "http://bedrock").endpoint_variables

    assert "AWS_ENDPOINT_URL" not in variables
    assert variables["AWS_ENDPOINT_URL_DYNAMODB"] == "http://aws"
    assert variables["ANTHROPIC_BEDROCK_BASE_URL"] == "http://bedrock"
    assert variables["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] == "http://bedrock"
    for stage in (DEV, PROD):
        assert not stage.endpoint_variables
        with pytest.raises(ValueError, match="runs on AWS"):
            stage.behind("http://aws", "http://bedrock")


def test_gateway_is_called_by_its_id_and_stage_on_loopback() -> None:
    target = a_target(api_url="https://6b63f9c7.execute-api.us-east-1.amazonaws.com/live")

    assert gateway_url(target) == "http://127.0.0.1:4566/restapis/6b63f9c7/live/_user_request_"


def test_chat_gets_the_runtime_variables_that_lambda_sets() -> None:
    variables = runtime_variables(a_target(api_url="https://x.example.com/live"))

    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == "Mesocycle-emulator-Chat"
    assert "AWS_ENDPOINT_URL" not in variables


def a_target(api_url: str) -> Target:
    return Target(
        name="Mesocycle-emulator",
        session=boto3.Session(region_name="us-east-1"),
        endpoint_url="http://127.0.0.1:4566",
        api_url=api_url,
        chat_url="",
        table_name="table",
        bucket_name="bucket",
        queue_url="queue",
        user_pool_id="pool",
        client_id="client",
        functions={CHAT: "Mesocycle-emulator-Chat"},
        logs={},
    )
