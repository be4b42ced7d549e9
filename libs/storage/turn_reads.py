"""What a turn reads before it answers: few requests, and no more of each item than it shows.

A request and its answer cost milliseconds of the sandbox's one processor, which nothing hides.
"""

from __future__ import annotations

from pydantic.alias_generators import to_camel

from libs.coach.models import read_coach_config, read_profile
from libs.conversation.models import Conversation, ConversationSummary, Message
from libs.conversation.ports import Standing
from libs.errors import StorageError
from libs.storage.conversations import newest_messages
from libs.storage.items import Item, model_of
from libs.storage.keys import (
    coach_key,
    conversation_key,
    profile_key,
    summary_key,
)
from libs.storage.table import Table

REMEMBERED = 1_000
"""Conversations whose coach a process knows without asking; it is read with the rest then."""
_NOT_SHOWN = {"usage", "image_keys", "client_message_id"}
_SHOWN = tuple(to_camel(name) for name in Message.model_fields if name not in _NOT_SHOWN)


class TableTurnReads:
    """`TurnReads` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._coach_ids: dict[tuple[str, str], str] = {}

    def find_coach_id(self, user_id: str, conversation_id: str) -> str | None:
        """Return the coach of a conversation that was read here before; it never changes."""
        return self._coach_ids.get((user_id, conversation_id))

    def find_standing(
        self, user_id: str, conversation_id: str, *, coach_id: str | None
    ) -> Standing:
        """Return head, profile, summary and coach; a damaged summary counts as none."""
        head = conversation_key(user_id, conversation_id)
        profile, summary = profile_key(user_id), summary_key(user_id, conversation_id)
        coach = coach_key(user_id, coach_id) if coach_id else None
        found = self._table.get_all([head, profile, summary, *([coach] if coach else [])])
        standing = Standing(
            conversation=model_of(Conversation, found[head]) if head in found else None,
            profile=read_profile(found[profile]) if profile in found else None,
            summary=_summary(found.get(summary)),
            coach=read_coach_config(found[coach]) if coach in found else None,
        )
        if standing.conversation is not None:
            self._remember(user_id, standing.conversation)
        return standing

    def find_earlier(
        self, user_id: str, conversation_id: str, *, limit: int
    ) -> tuple[Message, ...]:
        """Return the newest `limit` messages, oldest first, without usage, images, client ids."""
        return newest_messages(self._table, user_id, conversation_id, limit=limit, fields=_SHOWN)

    def _remember(self, user_id: str, conversation: Conversation) -> None:
        if len(self._coach_ids) >= REMEMBERED:
            self._coach_ids.clear()
        self._coach_ids[user_id, conversation.conversation_id] = conversation.coach_id


def _summary(item: Item | None) -> ConversationSummary | None:
    try:
        return model_of(ConversationSummary, item) if item else None
    except StorageError:
        return None
