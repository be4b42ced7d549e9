"""What the OpenAPI says of answers: models of bodies, and the part no route has to repeat."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Literal

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import ConfigDict, Field

from libs.coach.models import CoachConfig
from libs.conversation.models import MessageState, Mode, Role, TokenUsage
from libs.jobs.models import JobError, JobKind, JobState
from libs.wire import WireModel

JSON = "application/json"


class Body(WireModel):
    """An answer; more fields may come."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class JobBody(Body):
    """A build; `programId` and `workoutIds` when ready, `error` when failed, and so on."""

    job_id: str
    kind: JobKind
    state: JobState
    step: str
    done: int
    total: int
    percent: int = Field(ge=0, le=100)
    program_id: str | None = None
    workout_ids: tuple[str, ...] | None = None
    note: str | None = None
    error: JobError | None = None
    questions: tuple[str, ...] | None = None
    attempt: int
    created_at: datetime
    updated_at: datetime
    version: int


class ConversationBody(Body):
    """The head of a conversation."""

    conversation_id: str
    coach_id: str
    title: str
    mode: Mode
    created_at: datetime
    updated_at: datetime
    active_job_id: str | None = None
    tags: tuple[str, ...] = ()


class ConversationList(Body):
    """Conversations with one coach, the last used first."""

    conversations: tuple[ConversationBody, ...]
    next_cursor: str | None = None


class MessageBody(Body):
    """A message; `job` and `jobStatus` are computed from its build as it is now."""

    id: str
    seq: int
    role: Role
    content: str
    created_at: datetime
    mode: Mode
    state: MessageState
    parts: tuple[dict[str, object], ...]
    usage: TokenUsage | None = None
    model: str | None = None
    image_keys: tuple[str, ...] = ()
    job_id: str | None = None
    job: JobBody | None = None
    job_status: str | None = None


class MessageList(Body):
    """A page of messages, oldest first; `nextBefore` leads to older ones."""

    messages: tuple[MessageBody, ...]
    next_before: int | None = None


class CoachList(Body):
    """The coaches of an athlete."""

    coaches: tuple[CoachConfig, ...]


class ProgramBody(Body):
    """A program without its days; the report card and the usage are those of its build."""

    program_id: str
    name: str
    description: str = ""
    summary: str = ""
    status: Literal["active", "paused", "completed", "archived"]
    start_date: date
    end_date: date
    total_days: int
    training_frequency: int
    phases: tuple[dict[str, object], ...]
    assumptions: tuple[dict[str, object], ...] = ()
    total_workouts: int = 0
    """Primary sessions."""
    completed_workouts: int = 0
    adherence_rate: float | None = Field(default=None, ge=0, le=100)
    """Completed over due primary sessions up to today, in percent; absent while none was due."""
    adherence_score: float | None = Field(default=None, ge=0, le=100)
    """How closely the completed sessions followed their prescription, in percent."""
    completion: float | None = Field(default=None, ge=0, le=100)
    """Completed over all primary sessions, in percent."""
    report_card: dict[str, object] | None = None
    usage: dict[str, object] | None = None


class ProgramList(Body):
    """Programs, the newest first."""

    programs: tuple[ProgramBody, ...]
    next_cursor: str | None = None


class DayBody(Body):
    """One day of a program; a rest day has no templates."""

    day_number: int
    date: date
    weekday: str
    phase_id: str
    is_rest_day: bool
    templates: tuple[dict[str, object], ...] = ()


class WorkoutBody(Body):
    """A logged workout as stored; its discipline decides on the fields."""


class WorkoutList(Body):
    """A page of workouts, the last done first."""

    workouts: tuple[WorkoutBody, ...]
    next_cursor: str | None = None


class MemoryBody(Body):
    """One thing the coaches remember."""

    memory_id: str
    created_at: datetime
    uses: int = 0
    last_used_at: datetime | None = None
    indexed: bool | None = None
    """In the answer to its making: whether it can be found by meaning already."""


class MemoryList(Body):
    """A page of memories, the newest first."""

    memories: tuple[MemoryBody, ...]
    next_cursor: str | None = None


class Receipt(Body):
    """What a deletion removed for good; a repeat gets the same receipt."""

    kind: Literal["conversation", "program", "workout", "memory"]
    id: str
    deleted_at: datetime
    items: int
    objects: int
    vectors: int


class StopBody(Body):
    """Whether an answer was running."""

    stopping: bool


class ErrorDetail(Body):
    """What went wrong; `code` is stable, `field` names what to change."""

    code: str
    message: str
    field: str | None = None
    retry_after_seconds: int | None = None


class ErrorBody(Body):
    """Every error."""

    error: ErrorDetail


def document(
    model: type[WireModel] | None, *, status: int = 200, also: tuple[int, ...] = ()
) -> dict[int, OpenAPIResponse]:
    """Return the documented answers of a route: its body, and statuses without one."""
    documents: dict[int, OpenAPIResponse] = {
        code: {"description": HTTPStatus(code).phrase} for code in also
    }
    shown: OpenAPIResponse = {"description": HTTPStatus(status).phrase}
    if model is not None:
        shown["content"] = {JSON: {"model": model}}
    return {status: shown, **documents}
