"""Training programs: headers with their report card, and days with their sessions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import DayBody, ProgramBody, ProgramList, Receipt, document
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.params import (
    DEFAULT_PAGE,
    Cursor,
    DayNumber,
    Limit,
    ProgramId,
    UserId,
    page_of,
)
from libs.clock import load_zone, local_date
from libs.errors import NotFoundError
from libs.events.stream_request import checked_id

_PATH = "/users/<userId>/programs"
_ONE = f"{_PATH}/<programId>"
WantedCoach = Annotated[
    str | None, Query(alias="coachId", max_length=128, description="Only programs of this coach.")
]
WantedStatus = Annotated[
    Literal["active", "paused", "completed", "archived"] | None,
    Query(description="Only programs in this state."),
]
router = new_router()


@router.get(_PATH, tags=["programs"], responses=document(ProgramList))
def list_programs(
    user_id: UserId,
    limit: Limit = DEFAULT_PAGE,
    cursor: Cursor = None,
    coach_id: WantedCoach = None,
    status: WantedStatus = None,
) -> Answer:
    """Return the programs of the athlete, the one that starts last first."""
    wanted = {"coachId": coach_id, "status": status}
    page = page_of(
        (
            header
            for header in backend().programs.list_headers(user_id, today=_today(user_id))
            if all(value in {None, header.get(name)} for name, value in wanted.items())
        ),
        position=lambda header: f"{header.get('startDate')}#{header.get('programId')}",
        limit=limit,
        cursor=cursor,
    )
    return answer({"programs": list(page.items), **page.more})


@router.get(_ONE, tags=["programs"], responses=document(ProgramBody))
def get_program(user_id: UserId, program_id: ProgramId) -> Answer:
    """Return a program without its days."""
    checked_id(program_id, kind="program")
    header = backend().programs.find_header(user_id, program_id, today=_today(user_id))
    if header is None:
        raise NotFoundError("There is no such program.", kind="program", id=program_id)
    return answer(header)


@router.get(f"{_ONE}/days/<dayNumber>", tags=["programs"], responses=document(DayBody))
def get_day(user_id: UserId, program_id: ProgramId, day_number: DayNumber) -> Answer:
    """Return one day with its sessions; a rest day has none."""
    checked_id(program_id, kind="program")
    day = backend().programs.find_day(user_id, program_id, day_number)
    if day is None:
        raise NotFoundError("There is no such day.", kind="day", id=program_id)
    return answer(day)


@router.delete(_ONE, tags=["programs"], responses=document(Receipt))
def delete_program(user_id: UserId, program_id: ProgramId) -> Answer:
    """Remove a program for good; logged workouts stay."""
    checked_id(program_id, kind="program")
    return answer(backend().deletion.delete_program(user_id, program_id).to_wire())


def _today(user_id: str) -> date:
    profile = backend().profiles.find_profile(user_id)
    return local_date(backend().clock.now(), load_zone(profile.time_zone if profile else None))
