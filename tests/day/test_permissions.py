"""The declared permissions are what the functions' own requests need."""

from __future__ import annotations

from tests.day.actions import needed_by
from tests.day.conftest import Watched
from tests.infrastructure.needs import Need, declared, off_wire


def seen(watched: Watched) -> set[Need]:
    return {need for exchange in watched.exchanges for need in needed_by(exchange)}


def test_every_request_of_the_day_is_declared(watched: Watched) -> None:
    undeclared = sorted(str(need) for need in seen(watched) - declared())

    assert undeclared == []


def test_every_declared_permission_is_used_or_says_why_it_was_not_seen(watched: Watched) -> None:
    unused = sorted(str(need) for need in declared() - seen(watched) - off_wire())

    assert unused == []


def test_the_day_shows_most_of_what_our_own_code_needs(watched: Watched) -> None:
    services = ("logs:", "xray:", "sqs:", "s3vectors:")
    ours = {need for need in declared() if not need.action.startswith(services)}

    assert len(ours & seen(watched)) / len(ours) > 0.55
