"""Coach configs of an athlete."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import CoachList, document
from functions.coach_api.requests import NOT_BLANK
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.params import CoachId, UserId
from libs.coach.models import MAX_NAME_CHARS, CoachConfig, read_coach_config
from libs.errors import NotFoundError, PayloadTooLargeError
from libs.events.stream_request import checked_id

MAX_COACH_CHARS = 60_000
"""A config is part of every prompt; this is about 15,000 tokens."""
_ONE = "/users/<userId>/coaches/<coachId>"
router = new_router()


def _tolerant(schema: JsonDict) -> None:
    """Document that nothing but the name is insisted on: damaged sections count as empty ones."""
    properties = schema.get("properties")
    for name, told in properties.items() if isinstance(properties, dict) else ():
        if name != "coach_name" and isinstance(told, dict):
            told.clear()


class CoachBody(CoachConfig):
    """A coach config as sent; what does not fit is left out of what is stored."""

    model_config = ConfigDict(json_schema_extra=_tolerant)

    coach_name: Annotated[str, Field(pattern=NOT_BLANK, max_length=MAX_NAME_CHARS, strict=True)]


def load_coach(user_id: str, coach_id: str) -> CoachConfig:
    """Return a coach.

    Raises:
        NotFoundError: this athlete has no such coach.
    """
    coach = backend().coaches.find_coach(user_id, checked_id(coach_id, kind="coach"))
    if coach is None:
        raise NotFoundError("There is no such coach.", kind="coach", id=coach_id)
    return coach


@router.get("/users/<userId>/coaches", tags=["coaches"], responses=document(CoachList))
def list_coaches(user_id: UserId) -> Answer:
    """Return the coaches of the athlete."""
    coaches = backend().coaches.list_coaches(user_id)
    return answer({"coaches": [coach.to_wire() for coach in coaches]})


@router.post(
    "/users/<userId>/coaches",
    tags=["coaches"],
    status_code=201,
    responses=document(CoachConfig, status=201),
)
def create_coach(user_id: UserId, body: CoachBody) -> Answer:
    """Store a new coach under an id of ours."""
    return _save(user_id, backend().ids.fresh("coach"), body, status=201)


@router.get(_ONE, tags=["coaches"], responses=document(CoachConfig))
def get_coach(user_id: UserId, coach_id: CoachId) -> Answer:
    """Return a coach."""
    return answer(load_coach(user_id, coach_id).to_wire())


@router.put(_ONE, tags=["coaches"], responses=document(CoachConfig))
def put_coach(user_id: UserId, coach_id: CoachId, body: CoachBody) -> Answer:
    """Store a coach under an id of the caller's; an earlier config is replaced."""
    return _save(user_id, checked_id(coach_id, kind="coach"), body, status=200)


def _save(user_id: str, coach_id: str, body: CoachBody, *, status: int) -> Answer:
    coach = read_coach_config({**body.to_wire(), "coach_id": coach_id})
    if len(coach.to_json()) > MAX_COACH_CHARS:
        raise PayloadTooLargeError("The coach config is too large.")
    backend().coaches.save_coach(user_id, coach)
    return answer(coach.to_wire(), status=status)
