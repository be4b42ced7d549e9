"""The extraction over the wire, where the model's answer is cut off by its limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from libs.errors import ModelTruncatedError
from libs.training_program.conversation import Turn
from libs.training_program.extraction import ExtractionInput, extract
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script
from local.offline_coach.responder import OfflineCoach
from tests.contract.bedrock.builders import blocking_model

ASKED = ExtractionInput(
    turns=(Turn("athlete", "Build me a 4-week strength program, 3 days a week, full gym."),),
    today=date(2026, 11, 23),
    time_zone="UTC",
)
CUT_OFF = Script(text='{"request": {"goals": [', stop_reason="max_tokens")


@pytest.fixture
def coach(signer: None) -> Iterator[LocalBedrock]:
    with LocalBedrock(OfflineCoach()) as bedrock:
        yield bedrock


def test_an_answer_that_is_cut_off_is_asked_for_with_more_room(coach: LocalBedrock) -> None:
    coach.script(CUT_OFF)

    extraction, _ = extract(ASKED, blocking_model(coach.base_url))

    assert extraction.request.days_per_week == 3
    assert [call.body["max_tokens"] for call in coach.calls()] == [6_000, 18_000]


def test_an_answer_that_is_cut_off_again_is_told(coach: LocalBedrock) -> None:
    coach.script(CUT_OFF, CUT_OFF)

    with pytest.raises(ModelTruncatedError):
        extract(ASKED, blocking_model(coach.base_url))

    assert len(coach.calls()) == 2
