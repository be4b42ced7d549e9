"""Path and query parameters that several routes share."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

MAX_PAGE = 100
DEFAULT_PAGE = 50
MAX_DAY = 9_999
_MAX_CURSOR_CHARS = 600

UserId = Annotated[str, Path(alias="userId", description="The `sub` of the access token.")]
CoachId = Annotated[str, Path(alias="coachId", description="Id of the coach.")]
ConversationId = Annotated[str, Path(alias="conversationId", description="Id of the conversation.")]
JobId = Annotated[str, Path(alias="jobId", description="Id of the build.")]
ProgramId = Annotated[str, Path(alias="programId", description="Id of the training program.")]
WorkoutId = Annotated[str, Path(alias="workoutId", description="Id of the logged workout.")]
MemoryId = Annotated[str, Path(alias="memoryId", description="Id of the memory.")]
DayNumber = Annotated[
    int,
    Path(alias="dayNumber", ge=1, le=MAX_DAY, description="Day of the program, from 1."),
]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Most items in the answer.")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=_MAX_CURSOR_CHARS,
        pattern=r"^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$",
        description="`nextCursor` of the page before.",
    ),
]


Item = TypeVar("Item")


def read_cursor(cursor: str | None) -> str | None:
    """Return the position a cursor stands for; one that is not ours is a position as well."""
    return base64.urlsafe_b64decode(cursor).decode(errors="replace") if cursor else None


def write_cursor(position: str | None) -> dict[str, object]:
    """Return the part of a list's answer that leads to the next page; empty on the last one."""
    if position is None:
        return {}
    return {"nextCursor": base64.urlsafe_b64encode(position.encode()).decode()}


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A stretch of a list; `more` is the part of the answer that leads on."""

    items: tuple[Item, ...]
    more: dict[str, object]


def page_of(
    items: Iterable[Item], *, position: Callable[[Item], str], limit: int, cursor: str | None
) -> Page[Item]:
    """Return the page after a cursor; positions sort as text, and pages fall along them."""
    after = read_cursor(cursor)
    ordered = sorted(items, key=position, reverse=True)
    left = [item for item in ordered if after is None or position(item) < after]
    shown = tuple(left[:limit])
    last = position(shown[-1]) if len(left) > limit else None
    return Page(shown, write_cursor(last))
