"""What the coaches remember of an athlete."""

from __future__ import annotations

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import MemoryList, Receipt, document
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.params import (
    DEFAULT_PAGE,
    Cursor,
    Limit,
    MemoryId,
    UserId,
    page_of,
)
from libs.events.stream_request import checked_id

_PATH = "/users/<userId>/memories"
router = new_router()


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
