"""What the coaches remember of an athlete."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import MemoryBody, MemoryList, Receipt, document
from functions.coach_api.requests import NOT_BLANK, RequestBody
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.coaches import load_coach
from functions.coach_api.routes.params import (
    DEFAULT_PAGE,
    Cursor,
    Limit,
    MemoryId,
    UserId,
    page_of,
)
from libs.coach.vocabulary import Importance, MemoryKind
from libs.conversation.ports import MemoryNote
from libs.errors import NotFoundError
from libs.events.stream_request import checked_id
from libs.storage.memories import memory_id_of

_PATH = "/users/<userId>/memories"
router = new_router()
MAX_MEMORY_CHARS = 2_000


class NewMemory(RequestBody):
    """Something to remember; with `coachId` only that coach knows."""

    text: Annotated[str, Field(pattern=NOT_BLANK, max_length=MAX_MEMORY_CHARS)]
    kind: MemoryKind = "instruction"
    importance: Importance = "medium"
    coach_id: str | None = None


@router.post(
    _PATH,
    tags=["memories"],
    status_code=201,
    responses=document(MemoryBody, status=201) | document(MemoryBody),
)
def create_memory(user_id: UserId, body: NewMemory) -> Answer:
    """Remember something; the same words again give the memory that is there, with status 200."""
    text = body.text.strip()
    if body.coach_id is not None:
        load_coach(user_id, body.coach_id)
    only = body.coach_id or ""
    memory_id = memory_id_of(user_id, text, coach_id=only)
    note = MemoryNote(body.kind, text, body.importance, coach_only=bool(only))
    saved = backend().notes.save(user_id, only, note, source_id=memory_id)
    stored = backend().memories.find(user_id, memory_id)
    if stored is None:
        raise NotFoundError("The memory was removed.", kind="memory", id=memory_id)
    if not saved.is_new:
        return answer(stored)
    return answer({**stored, "indexed": saved.indexed}, status=201)


@router.get(_PATH, tags=["memories"], responses=document(MemoryList))
def list_memories(user_id: UserId, limit: Limit = DEFAULT_PAGE, cursor: Cursor = None) -> Answer:
    """Return the memories of the athlete, the newest first."""
    page = page_of(
        backend().memories.list_memories(user_id),
        position=lambda memory: f"{memory.get('createdAt')}#{memory.get('memoryId')}",
        limit=limit,
        cursor=cursor,
    )
    return answer({"memories": list(page.items), **page.more})


@router.delete(f"{_PATH}/<memoryId>", tags=["memories"], responses=document(Receipt))
def delete_memory(user_id: UserId, memory_id: MemoryId) -> Answer:
    """Make the coaches forget a memory for good."""
    checked_id(memory_id, kind="memory")
    return answer(backend().deletion.delete_memory(user_id, memory_id).to_wire())
