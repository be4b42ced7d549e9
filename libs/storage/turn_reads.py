"""What a turn reads before it answers: few requests, and no more of each item than it shows.

A request and its answer cost milliseconds of the sandbox's one processor, which nothing hides.
"""

from __future__ import annotations

from itertools import islice

from pydantic.alias_generators import to_camel

from libs.coach.models import read_profile
from libs.conversation.models import Conversation, ConversationSummary, Message
from libs.conversation.ports import Standing
from libs.errors import StorageError
from libs.storage.items import Item, model_of
from libs.storage.keys import (
    conversation_key,
    conversation_pk,
    message_key,
    profile_key,
    summary_key,
)
from libs.storage.table import Table

_FIRST_SEQ, _LAST_SEQ = 1, 10**10 - 1
_NOT_SHOWN = {"usage", "image_keys", "client_message_id"}
_SHOWN = tuple(to_camel(name) for name in Message.model_fields if name not in _NOT_SHOWN)


class TableTurnReads:
    """`TurnReads` on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find_standing(self, user_id: str, conversation_id: str) -> Standing:
        """Return head, profile and summary; a damaged summary counts as none."""
        head = conversation_key(user_id, conversation_id)
        profile, summary = profile_key(user_id), summary_key(user_id, conversation_id)
        found = self._table.get_all((head, profile, summary))
        return Standing(
            conversation=model_of(Conversation, found[head]) if head in found else None,
            profile=read_profile(found[profile]) if profile in found else None,
            summary=_summary(found.get(summary)),
        )

    def find_earlier(
        self, user_id: str, conversation_id: str, *, limit: int
    ) -> tuple[Message, ...]:
        """Return the newest `limit` messages, oldest first, without usage, images, client ids."""
        items = self._table.query_below(
            conversation_pk(user_id, conversation_id),
            message_key(user_id, conversation_id, _FIRST_SEQ).sk,
            message_key(user_id, conversation_id, _LAST_SEQ).sk,
            limit=limit,
            fields=_SHOWN,
        )
        return tuple(model_of(Message, item) for item in islice(items, limit))[::-1]


def _summary(item: Item | None) -> ConversationSummary | None:
    try:
        return model_of(ConversationSummary, item) if item else None
    except StorageError:
        return None
