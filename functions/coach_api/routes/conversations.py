"""Conversations of an athlete with one coach, and their messages."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import ConfigDict, Field

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import (
    ConversationBody,
    ConversationList,
    MessageList,
    Receipt,
    document,
)
from functions.coach_api.message_view import MessageView
from functions.coach_api.requests import RequestBody
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.coaches import load_coach
from functions.coach_api.routes.params import (
    DEFAULT_PAGE,
    CoachId,
    ConversationId,
    Cursor,
    Limit,
    UserId,
    page_of,
)
from libs.clock import iso_instant
from libs.conversation.models import Conversation, Mode
from libs.errors import InvalidRequestError, NotFoundError
from libs.events.stream_request import checked_id
from libs.jobs.start import cancel_build

MAX_TITLE_CHARS = 200
LAST_SEQ = 9_999_999_999
Title = Annotated[str, Field(max_length=MAX_TITLE_CHARS)]
Before = Annotated[
    int | None,
    Query(ge=1, le=LAST_SEQ, description="Only messages with a smaller `seq`: `nextBefore`."),
]
_PATH = "/users/<userId>/coaches/<coachId>/conversations"
_ONE = f"{_PATH}/<conversationId>"
router = new_router()


class NewConversation(RequestBody):
    """What a conversation starts with."""

    mode: Mode = "chat"
    title: Title = ""


class ConversationChange(RequestBody):
    """What of a conversation may change; what is absent stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "string"}}}
                for name in ("mode", "title")
            ]
        }
    )

    mode: Mode | None = None
    title: Title | None = None


def load_conversation(
    user_id: str, conversation_id: str, coach_id: str | None = None
) -> Conversation:
    """Return the head of a conversation, of this coach if one is named.

    Raises:
        NotFoundError: this athlete has no such conversation.
    """
    checked_id(conversation_id, kind="conversation")
    head = backend().conversations.find_conversation(user_id, conversation_id)
    if head is None or coach_id not in {None, head.coach_id}:
        raise no_such_conversation(conversation_id)
    return head


def no_such_conversation(conversation_id: str) -> NotFoundError:
    """Return the error of a conversation that is absent, another coach's, or somebody else's."""
    return NotFoundError("There is no such conversation.", kind="conversation", id=conversation_id)


@router.post(
    _PATH,
    tags=["conversations"],
    status_code=201,
    responses=document(ConversationBody, status=201),
)
def create_conversation(user_id: UserId, coach_id: CoachId, body: NewConversation) -> Answer:
    """Begin a conversation with a coach."""
    load_coach(user_id, coach_id)
    now = backend().clock.now()
    head = Conversation(
        conversation_id=backend().ids.fresh("conversation"),
        user_id=user_id,
        coach_id=coach_id,
        title=body.title,
        mode=body.mode,
        created_at=now,
        updated_at=now,
    )
    backend().conversations.create(head)
    return answer(_shown(head), status=201)


@router.get(_PATH, tags=["conversations"], responses=document(ConversationList))
def list_conversations(
    user_id: UserId, coach_id: CoachId, limit: Limit = DEFAULT_PAGE, cursor: Cursor = None
) -> Answer:
    """Return the conversations with a coach, the last used first."""
    load_coach(user_id, coach_id)
    heads = backend().conversations.list_conversations(user_id, coach_id)
    page = page_of(
        heads,
        position=lambda head: f"{iso_instant(head.updated_at)}#{head.conversation_id}",
        limit=limit,
        cursor=cursor,
    )
    shown = [_shown(head) for head in page.items]
    return answer({"conversations": shown, **page.more})


@router.get(_ONE, tags=["conversations"], responses=document(ConversationBody))
def get_conversation(user_id: UserId, coach_id: CoachId, conversation_id: ConversationId) -> Answer:
    """Return the head of a conversation."""
    return answer(_shown(load_conversation(user_id, conversation_id, coach_id)))


@router.patch(_ONE, tags=["conversations"], responses=document(ConversationBody))
def change_conversation(
    user_id: UserId,
    coach_id: CoachId,
    conversation_id: ConversationId,
    body: ConversationChange,
) -> Answer:
    """Change title or mode."""
    if body.mode is None and body.title is None:
        raise InvalidRequestError("Send a title or a mode.", field="title")
    load_conversation(user_id, conversation_id, coach_id)
    head = backend().conversations.change(
        user_id, conversation_id, now=backend().clock.now(), title=body.title, mode=body.mode
    )
    return answer(_shown(head))


@router.delete(_ONE, tags=["conversations"], responses=document(Receipt))
def delete_conversation(
    user_id: UserId, coach_id: CoachId, conversation_id: ConversationId
) -> Answer:
    """Remove a conversation with its messages, uploads and summary; its programs stay."""
    checked_id(coach_id, kind="coach")
    checked_id(conversation_id, kind="conversation")
    head = backend().conversations.find_conversation(user_id, conversation_id)
    if head is not None and head.coach_id != coach_id:
        raise no_such_conversation(conversation_id)
    job = backend().jobs.jobs.find_for_conversation(user_id, conversation_id)
    if job is not None and job.is_active:
        cancel_build(backend().jobs, user_id, job.job_id)
    receipt = backend().deletion.delete_conversation(user_id, conversation_id)
    return answer(receipt.to_wire())


@router.get(f"{_ONE}/messages", tags=["conversations"], responses=document(MessageList))
def list_messages(
    user_id: UserId,
    coach_id: CoachId,
    conversation_id: ConversationId,
    limit: Limit = DEFAULT_PAGE,
    before: Before = None,
) -> Answer:
    """Return a page of messages, oldest first; the newest page without `before`."""
    load_conversation(user_id, conversation_id, coach_id)
    messages = backend().conversations.find_messages(
        user_id, conversation_id, limit=limit, before_seq=before
    )
    view = MessageView(lambda job_id: backend().jobs.jobs.find(user_id, job_id))
    page: dict[str, object] = {"messages": [view.show(message) for message in messages]}
    if len(messages) == limit and messages[0].seq > 1:
        page["nextBefore"] = messages[0].seq
    return answer(page)


def _shown(head: Conversation) -> dict[str, object]:
    hidden = {"userId", "nextSeq"}
    return {name: value for name, value in head.to_wire().items() if name not in hidden}
