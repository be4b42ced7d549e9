"""The coach's message about a job, as part of the job's transaction."""

from __future__ import annotations

from libs.clock import iso_instant
from libs.conversation.models import Conversation, Message
from libs.jobs.outcome import JobMove
from libs.storage.items import item_of, model_of
from libs.storage.keys import conversation_key, message_key
from libs.storage.table import Table
from libs.storage.writes import ABSENT, Write, put, update

HEAD_LABEL, MESSAGE_LABEL = "head", "message"


def announcement_writes(table: Table, move: JobMove) -> tuple[Write, ...]:
    """Return the writes of a move's message under the head's next seq; none without a head."""
    job, announcement = move.job, move.announcement
    if announcement is None:
        return ()
    key = conversation_key(job.user_id, job.conversation_id)
    stored = table.get(key)
    if stored is None:
        return ()
    head = model_of(Conversation, stored)
    message = Message(
        id=announcement.message_id,
        seq=head.next_seq,
        role="assistant",
        content=announcement.text,
        created_at=job.updated_at,
        mode=head.mode,
        job_id=job.job_id,
    )
    item = item_of(
        message_key(job.user_id, job.conversation_id, message.seq),
        "message",
        message,
        now=job.updated_at,
    )
    return (
        update(
            HEAD_LABEL,
            key,
            "SET #nextSeq = :next, #updatedAt = :now",
            "#nextSeq = :seen",
            next=head.next_seq + 1,
            seen=head.next_seq,
            now=iso_instant(job.updated_at),
        ),
        put(MESSAGE_LABEL, item, ABSENT),
    )
