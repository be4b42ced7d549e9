"""The athlete's profile."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field
from pydantic.config import JsonDict

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import document
from functions.coach_api.requests import RequestBody
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.params import UserId
from libs.clock import find_zone
from libs.coach.models import MAX_DIRECTIVE_CHARS, Profile
from libs.errors import InvalidRequestError, NotFoundError

_PATH = "/users/<userId>/profile"
Name = Annotated[str, Field(max_length=100)]
router = new_router()


def _zones(schema: JsonDict) -> None:
    schema["enum"] = ["", *sorted(available_timezones())]


class PreferencesChange(RequestBody):
    """Settings of the athlete; `timezone` is an IANA name."""

    timezone: Annotated[Name, Field(json_schema_extra=_zones)] = ""


class DirectiveChange(RequestBody):
    """The athlete's own top rule."""

    content: Annotated[str, Field(max_length=MAX_DIRECTIVE_CHARS)] = ""
    enabled: bool = False


class ProfileChange(RequestBody):
    """What the athlete writes; what the coaches have learned is theirs and stays."""

    email: Annotated[str, Field(max_length=320)] = ""
    username: Name = ""
    first_name: Name = ""
    last_name: Name = ""
    nickname: Name = ""
    preferences: PreferencesChange = PreferencesChange()
    critical_training_directive: DirectiveChange = DirectiveChange()


@router.get(_PATH, tags=["profile"], responses=document(Profile))
def get_profile(user_id: UserId) -> Answer:
    """Return the profile."""
    profile = backend().profiles.find_profile(user_id)
    if profile is None:
        raise NotFoundError("There is no profile yet.", kind="profile", id=user_id)
    return answer(profile.to_wire())


@router.put(_PATH, tags=["profile"], responses=document(Profile))
def put_profile(user_id: UserId, body: ProfileChange) -> Answer:
    """Replace what the athlete writes of the profile."""
    zone = body.preferences.timezone
    if zone and find_zone(zone) is None:
        raise InvalidRequestError("Name an IANA time zone.", field="preferences.timezone")
    profile = Profile.from_wire({**body.to_wire(), "userId": user_id})
    return answer(backend().profiles.save_own_part(profile).to_wire())
