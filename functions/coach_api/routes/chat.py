"""Stopping a running answer; everything else of `/chat` streams and lives elsewhere."""

from __future__ import annotations

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import StopBody, document
from functions.coach_api.routes.access import backend, caller_id, new_router
from functions.coach_api.routes.conversations import load_conversation
from functions.coach_api.routes.params import ConversationId

router = new_router()


@router.post(
    "/chat/<conversationId>/stop",
    tags=["chat"],
    status_code=202,
    responses=document(StopBody, status=202),
)
def stop_turn(conversation_id: ConversationId) -> Answer:
    """Ask the running answer of a conversation to stop; harmless when none runs."""
    head = load_conversation(caller_id(router), conversation_id)
    stopping = backend().conversations.request_stop(head.user_id, head.conversation_id)
    return answer({"stopping": stopping}, status=202)
