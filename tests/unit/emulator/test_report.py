from __future__ import annotations

from local.client import ApiError
from local.verify.report import (
    Check,
    CheckFailed,
    NotChecked,
    Status,
    expect,
    has_failed,
    run_checks,
    summary,
)


def good(log: list[str]) -> str:
    log.append("good")
    return "all there"


def skipped(log: list[str]) -> str:
    raise NotChecked("no account here")


def broken(log: list[str]) -> str:
    raise ApiError(500, "internal", "our fault")


def false(log: list[str]) -> str:
    expect(False, "found 2, promised 3")
    return "not reached"


CHECKS = tuple(
    Check(f"J{number}", make.__name__, make)
    for number, make in enumerate((broken, good, skipped, false))
)


def test_a_failed_check_does_not_keep_the_others_from_being_made() -> None:
    log: list[str] = []
    printed: list[str] = []

    findings = run_checks(CHECKS, log, printed.append)

    assert log == ["good"]
    assert [item.status for item in findings] == [
        Status.FAILED,
        Status.OK,
        Status.NOT_CHECKED,
        Status.FAILED,
    ]
    assert has_failed(findings)
    assert summary(findings).startswith("1 ok, 2 failed, 1 not checked")
    assert printed == [item.line() for item in findings]


def test_a_line_shows_status_time_and_what_was_found() -> None:
    printed: list[str] = []

    run_checks(CHECKS, [], printed.append)

    assert printed[1].split() == ["ok", "0.0", "s", "J1", "good:", "all", "there"]
    assert printed[2].startswith("NOT CHECKED")
    assert printed[3].endswith(f"{CheckFailed.__name__}: found 2, promised 3")


def test_checks_that_hold_or_were_not_made_do_not_fail_the_run() -> None:
    assert not has_failed(run_checks(CHECKS[1:3], [], lambda line: None))
