"""Conversation heads and messages: one item a message, ordered by the head's counter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from libs.clock import iso_instant
from libs.conversation.models import Conversation, ConversationSummary, Message, Mode
from libs.errors import ConditionFailedError, NotFoundError, StorageError
from libs.storage.items import item_of, model_of
from libs.storage.keys import (
    Key,
    coach_index,
    conversation_key,
    conversation_pk,
    message_key,
    summary_key,
    turn_key,
)
from libs.storage.table import Table
from libs.storage.writes import ABSENT, PRESENT, Write, check, put, update

HEAD_LABEL, MESSAGE_LABEL, TURN_LABEL, SUMMARY_LABEL = "head", "message", "turn", "summary"
_RACES = 12
_MESSAGE_PREFIX, _INDEX_PREFIX = "message#", "conversation#"
_FIRST_SEQ, _LAST_SEQ = 1, 10**10 - 1


class DynamoConversations:
    """Heads and messages of one athlete's conversations on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, conversation: Conversation) -> None:
        """Store a new head.

        Raises:
            ConditionFailedError: there is one with this id.
        """
        self._table.write(put(HEAD_LABEL, _head_item(conversation), ABSENT))

    def find_conversation(self, user_id: str, conversation_id: str) -> Conversation | None:
        """Return the head, or None when this athlete has no such conversation."""
        item = self._table.get(conversation_key(user_id, conversation_id))
        return model_of(Conversation, item) if item else None

    def list_conversations(self, user_id: str, coach_id: str) -> tuple[Conversation, ...]:
        """Return an athlete's conversations with a coach, last changed first."""
        items = self._table.query_index(coach_index(user_id, coach_id), newest_first=True)
        return tuple(
            model_of(Conversation, item) for item in items if item["entityType"] == "conversation"
        )

    def change(
        self,
        user_id: str,
        conversation_id: str,
        *,
        now: datetime,
        title: str | None = None,
        mode: Mode | None = None,
    ) -> Conversation:
        """Change title or mode; messages are not touched.

        Raises:
            NotFoundError: no such conversation.
        """
        changes = {
            name: value for name, value in (("title", title), ("mode", mode)) if value is not None
        }
        sets = "".join(f", #{name} = :{name}" for name in changes)
        write = update(
            HEAD_LABEL,
            conversation_key(user_id, conversation_id),
            f"SET #updatedAt = :now, #gsi1sk = :sort{sets}",
            PRESENT,
            now=iso_instant(now),
            sort=f"{_INDEX_PREFIX}{iso_instant(now)}",
            **changes,
        )
        try:
            return model_of(Conversation, self._table.write(write))
        except ConditionFailedError as exc:
            raise unknown(conversation_id) from exc

    def find_messages(
        self, user_id: str, conversation_id: str, *, limit: int, before_seq: int | None = None
    ) -> tuple[Message, ...]:
        """Return the newest `limit` messages below `before_seq`, oldest first."""
        return newest_messages(
            self._table, user_id, conversation_id, limit=limit, before_seq=before_seq
        )

    def find_summary(self, user_id: str, conversation_id: str) -> ConversationSummary | None:
        """Return the rolling summary."""
        item = self._table.get(summary_key(user_id, conversation_id))
        return model_of(ConversationSummary, item) if item else None

    def save_summary(
        self, user_id: str, conversation_id: str, summary: ConversationSummary, *also: Write
    ) -> None:
        """Store the rolling summary and other writes, all or none.

        Raises:
            ConditionFailedError: a summary of more messages is there (label `summary`), the
                conversation is gone (`head`), or another write's condition failed.
        """
        item = item_of(
            summary_key(user_id, conversation_id), "summary", summary, now=summary.updated_at
        )
        condition = f"{ABSENT} OR #upToSeq <= :seq"
        head = check(HEAD_LABEL, conversation_key(user_id, conversation_id), PRESENT)
        summary_put = put(SUMMARY_LABEL, item, condition, seq=summary.up_to_seq)
        self._table.transact([head, summary_put, *also])

    def append_message(
        self, user_id: str, conversation_id: str, message: Message, *, expected_seq: int
    ) -> Message:
        """Store a message under the head's next seq and return it with that seq.

        Raises:
            NotFoundError: no such conversation.
            StorageError: too many writers at once, or the table did not answer.
        """
        seq = expected_seq
        for _ in range(_RACES):
            stored = message.model_copy(update={"seq": seq})
            writes = [
                raise_seq(user_id, conversation_id, seq, message.created_at),
                put_message(user_id, conversation_id, stored, ABSENT),
                *_turn_seq(user_id, conversation_id, stored),
            ]
            try:
                self._table.transact(writes)
            except ConditionFailedError:
                if self._is_stored(user_id, conversation_id, stored):
                    return stored
                seq = self.load_next_seq(user_id, conversation_id)
            else:
                return stored
        raise StorageError("the conversation is written by too many at once")

    def replace_message(self, user_id: str, conversation_id: str, message: Message) -> None:
        """Overwrite the message stored under `message.seq`."""
        self._table.write(put_message(user_id, conversation_id, message))

    def load_next_seq(self, user_id: str, conversation_id: str) -> int:
        """Return the head's counter.

        Raises:
            NotFoundError: no such conversation.
        """
        head = self.find_conversation(user_id, conversation_id)
        if head is None:
            raise unknown(conversation_id)
        return head.next_seq

    def _is_stored(self, user_id: str, conversation_id: str, message: Message) -> bool:
        """Tell whether an earlier try wrote the message and only its reply was lost."""
        item = self._table.get(message_key(user_id, conversation_id, message.seq))
        return item is not None and item.get("id") == message.id


def newest_messages(
    table: Table,
    user_id: str,
    conversation_id: str,
    *,
    limit: int,
    before_seq: int | None = None,
    fields: Sequence[str] = (),
) -> tuple[Message, ...]:
    """Return the newest `limit` messages below `before_seq`, oldest first, of them `fields`."""
    last = _LAST_SEQ if before_seq is None else before_seq - 1
    if last < _FIRST_SEQ or limit < 1:
        return ()
    items = table.query_below(
        conversation_pk(user_id, conversation_id),
        message_key(user_id, conversation_id, _FIRST_SEQ).sk,
        message_key(user_id, conversation_id, last).sk,
        limit=limit,
        fields=fields,
    )
    return tuple(model_of(Message, item) for item in islice(items, limit))[::-1]


def unknown(conversation_id: str) -> NotFoundError:
    """Return the error of a conversation that is absent or somebody else's."""
    return NotFoundError("There is no such conversation.", kind="conversation", id=conversation_id)


def raise_seq(
    user_id: str, conversation_id: str, seq: int, now: datetime, job_id: str | None = None
) -> Write:
    """Return the head's move past `seq`; fails when another message took it."""
    job = ", #activeJobId = :job" if job_id else ""
    values = {"job": job_id} if job_id else {}
    return update(
        HEAD_LABEL,
        conversation_key(user_id, conversation_id),
        f"SET #nextSeq = :next, #updatedAt = :now, #gsi1sk = :sort{job}",
        "#nextSeq = :seq",
        next=seq + 1,
        seq=seq,
        now=iso_instant(now),
        sort=f"{_INDEX_PREFIX}{iso_instant(now)}",
        **values,
    )


def put_message(user_id: str, conversation_id: str, message: Message, condition: str = "") -> Write:
    """Return the write of a message under its seq."""
    key = message_key(user_id, conversation_id, message.seq)
    item = item_of(key, "message", message, now=message.created_at)
    return put(MESSAGE_LABEL, item, condition)


def _turn_seq(user_id: str, conversation_id: str, message: Message) -> Sequence[Write]:
    """Return the note of a user message's seq on its turn record."""
    if message.role != "user" or message.client_message_id is None:
        return ()
    key = turn_key(user_id, conversation_id, message.client_message_id)
    return (update(TURN_LABEL, key, "SET #userSeq = :seq", PRESENT, seq=message.seq),)


def _head_item(conversation: Conversation) -> dict[str, object]:
    key: Key = conversation_key(conversation.user_id, conversation.conversation_id)
    return item_of(
        key,
        "conversation",
        conversation,
        now=conversation.updated_at,
        gsi1pk=coach_index(conversation.user_id, conversation.coach_id),
        gsi1sk=f"{_INDEX_PREFIX}{iso_instant(conversation.updated_at)}",
    )
