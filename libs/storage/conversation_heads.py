"""Conversations outside a turn: heads begun, listed and changed, messages read, turns stopped."""

from __future__ import annotations

from itertools import islice

from libs.clock import Clock, iso_instant
from libs.conversation.models import Conversation, Message, Mode
from libs.errors import ConditionFailedError, NotFoundError
from libs.storage.items import item_of, model_of
from libs.storage.keys import (
    coach_index,
    compose,
    conversation_key,
    conversation_pk,
    message_key,
    stream_key,
)
from libs.storage.table import Table
from libs.storage.writes import ABSENT, PRESENT, put, update

_FIRST_SEQ, _LAST_SEQ = 1, 9_999_999_999


class ConversationHeads:
    """Heads and messages in the table; the index orders heads by coach."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def create(self, head: Conversation) -> None:
        """Store a new head.

        Raises:
            ConditionFailedError: there is one under this id.
        """
        item = item_of(
            conversation_key(head.user_id, head.conversation_id),
            "conversation",
            head,
            now=head.created_at,
            gsi1pk=coach_index(head.user_id, head.coach_id),
            gsi1sk=compose("conversation", iso_instant(head.updated_at)),
        )
        self._table.write(put("head", item, ABSENT))

    def find_conversation(self, user_id: str, conversation_id: str) -> Conversation | None:
        """Return the head, or None when this athlete has no such conversation."""
        item = self._table.get(conversation_key(user_id, conversation_id))
        return model_of(Conversation, item) if item else None

    def find_messages(
        self, user_id: str, conversation_id: str, *, limit: int, before_seq: int | None = None
    ) -> tuple[Message, ...]:
        """Return the newest `limit` messages below `before_seq`, oldest first."""
        last = _LAST_SEQ if before_seq is None else before_seq - 1
        low = message_key(user_id, conversation_id, _FIRST_SEQ).sk
        high = message_key(user_id, conversation_id, last).sk
        if high < low:
            return ()
        pk = conversation_pk(user_id, conversation_id)
        items = islice(self._table.query_below(pk, low, high, limit=limit), limit)
        return tuple(reversed([model_of(Message, item) for item in items]))

    def request_stop(self, user_id: str, conversation_id: str) -> bool:
        """Set the stop flag of the running stream; False when nothing streams. Idempotent."""
        key = stream_key(user_id, conversation_id)
        try:
            self._table.write(update("stream", key, "SET #stopRequested = :yes", PRESENT, yes=True))
        except ConditionFailedError:
            return False
        return True

    def list_heads(self, user_id: str, coach_id: str) -> tuple[Conversation, ...]:
        """Return every head of a coach, in no order that counts."""
        items = self._table.query_index(coach_index(user_id, coach_id))
        return tuple(
            model_of(Conversation, item)
            for item in items
            if item.get("entityType") == "conversation"
        )

    def change(
        self, user_id: str, conversation_id: str, *, title: str | None, mode: Mode | None
    ) -> Conversation:
        """Set title, mode or both and return the head.

        Raises:
            NotFoundError: there is no such conversation.
        """
        values = {"title": title, "mode": mode, "updatedAt": iso_instant(self._clock.now())}
        changes = {name: value for name, value in values.items() if value is not None}
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in changes)
        key = conversation_key(user_id, conversation_id)
        try:
            item = self._table.write(update("head", key, expression, PRESENT, **changes))
        except ConditionFailedError as exc:
            raise NotFoundError(
                "There is no such conversation.", kind="conversation", id=conversation_id
            ) from exc
        return model_of(Conversation, item)
