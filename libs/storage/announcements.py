"""The coach's message about a job, as part of the job's transaction."""

from __future__ import annotations

from libs.conversation.models import Conversation, Message
from libs.jobs.outcome import JobMove
from libs.storage.conversations import put_message, raise_seq
from libs.storage.items import model_of
from libs.storage.keys import conversation_key
from libs.storage.table import Table
from libs.storage.writes import ABSENT, Write


def announcement_writes(table: Table, move: JobMove) -> tuple[Write, ...]:
    """Return the writes of a move's message under the head's next seq; none without a head."""
    job, announcement = move.job, move.announcement
    if announcement is None:
        return ()
    stored = table.get(conversation_key(job.user_id, job.conversation_id))
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
    return (
        raise_seq(job.user_id, job.conversation_id, message.seq, job.updated_at),
        put_message(job.user_id, job.conversation_id, message, ABSENT),
    )
