"""Invoke payloads and composed keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.errors import InvalidRequestError
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.events.build_workout import BuildWorkoutEvent
from libs.storage import keys

IDS = {"userId": "u-1", "coachId": "c_1", "conversationId": "conv"}


def program_event(**fields: object) -> dict[str, object]:
    messages = [{"id": "m1", "role": "user", "content": "go"}, {"role": "assistant", "content": ""}]
    return {**IDS, "conversationMessages": messages, **fields}


def workout_event(**fields: object) -> dict[str, object]:
    return {**IDS, "userMessage": "5x5 squat", "coachConfig": {}, **fields}


def test_a_seed_shaped_event_is_read_and_written_in_camel_case() -> None:
    event = BuildTrainingProgramEvent.from_wire(program_event(coachConfig={"coach_name": "Robin"}))

    assert event.coach_config.coach_name == "Robin"
    assert event.trigger_id == BuildTrainingProgramEvent.from_wire(program_event()).trigger_id
    assert BuildTrainingProgramEvent.from_wire(event.to_wire()) == event


def test_a_missing_profile_or_a_damaged_coach_config_is_no_error() -> None:
    event = BuildTrainingProgramEvent.from_wire(program_event(coachConfig="?", userProfile=None))

    assert event.user_profile is None
    assert event.coach_config.name == "Coach"


@pytest.mark.parametrize(
    "fields",
    [
        {"completedAt": "yesterday"},
        {"completedAt": "2026-11-23T10:00:00"},
        {"imageS3Keys": ["user-uploads/other/x.png"]},
        {"imageS3Keys": ["user-uploads/u-1/../other/x.png"]},
        {"imageS3Keys": [f"user-uploads/u-1/{n}.png" for n in range(6)]},
        {"userMessage": ""},
        {"userId": "a#b"},
        {"userId": 7},
        {"criticalTrainingDirective": {"content": "x" * 501, "enabled": True}},
    ],
)
def test_a_workout_event_out_of_bounds_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BuildWorkoutEvent.from_wire(workout_event(**fields))


def test_a_workout_event_carries_all_twelve_fields() -> None:
    event = BuildWorkoutEvent.from_wire(
        workout_event(
            completedAt="2026-11-23T10:00:00Z",
            messageTimestamp="2026-11-23T10:05:00+01:00",
            isSlashCommand=True,
            slashCommand="log-workout",
            userTimezone="Europe/Berlin",
            criticalTrainingDirective={"content": "no running", "enabled": True},
            imageS3Keys=["user-uploads/u-1/board.png"],
        )
    )

    assert len(event.to_wire()) == 12


ID = st.text(
    st.characters(exclude_characters="#/", exclude_categories=("Cs", "Zs", "Cc")), min_size=1
)


@given(ID, ID, st.integers(0, 10**9))
def test_composed_keys_come_apart_again(user: str, conversation: str, seq: int) -> None:
    key = keys.message_key(user, conversation, seq)

    assert keys.parts_of(key.pk) == ("user", user, "conversation", conversation)
    assert int(keys.parts_of(key.sk)[1]) == seq


@pytest.mark.parametrize("bad", ["", "a#b"])
def test_an_id_with_a_separator_makes_no_key(bad: str) -> None:
    with pytest.raises(InvalidRequestError):
        keys.job_key(bad, "job")


@pytest.mark.parametrize("bad", ["", "a/b", "..", "."])
def test_an_id_that_climbs_makes_no_object_key(bad: str) -> None:
    with pytest.raises(InvalidRequestError):
        keys.details_object("user", bad)
