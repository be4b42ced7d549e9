"""All keys of the table and the bucket, composed from opaque ids in one place.

Ids hold neither `#` nor `/`, so every composed key can be taken apart again.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import NamedTuple

from libs.errors import InvalidRequestError

ACTIVE_JOB_SHARDS = 4
_SEPARATOR = "#"
_SEQ_DIGITS = 10
_DAY_DIGITS = 4


class Key(NamedTuple):
    """Primary key of an item."""

    pk: str
    sk: str


def compose(*parts: str) -> str:
    """Join key parts.

    Raises:
        InvalidRequestError: a part is empty or holds the separator.
    """
    for part in parts:
        if not part or _SEPARATOR in part:
            raise InvalidRequestError("The id cannot be used.", field="id")
    return _SEPARATOR.join(parts)


def parts_of(key: str) -> tuple[str, ...]:
    """Return the parts that `compose` joined."""
    return tuple(key.split(_SEPARATOR))


def user_pk(user_id: str) -> str:
    """Return the partition of an athlete."""
    return compose("user", user_id)


def conversation_pk(user_id: str, conversation_id: str) -> str:
    """Return the partition of a conversation's messages."""
    return compose("user", user_id, "conversation", conversation_id)


def program_pk(user_id: str, program_id: str) -> str:
    """Return the partition of a program's day states."""
    return compose("user", user_id, "program", program_id)


def profile_key(user_id: str) -> Key:
    """Return the key of the profile."""
    return Key(user_pk(user_id), "profile")


def coach_key(user_id: str, coach_id: str) -> Key:
    """Return the key of a coach config."""
    return Key(user_pk(user_id), compose("coach", coach_id))


def conversation_key(user_id: str, conversation_id: str) -> Key:
    """Return the key of a conversation's head."""
    return Key(user_pk(user_id), compose("conversation", conversation_id))


def message_key(user_id: str, conversation_id: str, seq: int) -> Key:
    """Return the key of a message; keys sort by `seq`."""
    return Key(
        conversation_pk(user_id, conversation_id), compose("message", f"{seq:0{_SEQ_DIGITS}d}")
    )


def turn_key(user_id: str, conversation_id: str, client_message_id: str) -> Key:
    """Return the key of a turn record; foreign ids are hashed, they may hold anything."""
    digest = hashlib.sha256(client_message_id.encode()).hexdigest()[:32]
    return Key(conversation_pk(user_id, conversation_id), compose("turn", digest))


def stream_key(user_id: str, conversation_id: str) -> Key:
    """Return the key of the stream that is running."""
    return Key(conversation_pk(user_id, conversation_id), compose("stream", "active"))


def summary_key(user_id: str, conversation_id: str) -> Key:
    """Return the key of the rolling summary."""
    return Key(conversation_pk(user_id, conversation_id), "summary")


def job_key(user_id: str, job_id: str) -> Key:
    """Return the key of a job."""
    return Key(user_pk(user_id), compose("job", job_id))


def trigger_key(user_id: str, job_id: str) -> Key:
    """Return the key of the note that another job answers a trigger."""
    return Key(user_pk(user_id), compose("trigger", job_id))


def lock_key(user_id: str) -> Key:
    """Return the key of the build lock."""
    return Key(user_pk(user_id), compose("lock", "build"))


def usage_key(user_id: str, day: date) -> Key:
    """Return the key of a day's usage, UTC."""
    return Key(user_pk(user_id), compose("usage", day.isoformat()))


def minute_key(user_id: str, minute: datetime) -> Key:
    """Return the key of a minute's turns, UTC."""
    return Key(user_pk(user_id), compose("minute", f"{minute.astimezone(UTC):%Y-%m-%dT%H:%M}"))


def program_key(user_id: str, program_id: str) -> Key:
    """Return the key of a program's header."""
    return Key(user_pk(user_id), compose("program", program_id))


def day_key(user_id: str, program_id: str, day_number: int, template_id: str) -> Key:
    """Return the key of a template's state."""
    return Key(
        program_pk(user_id, program_id),
        compose("day", f"{day_number:0{_DAY_DIGITS}d}", template_id),
    )


def day_prefix(day_number: int) -> str:
    """Return what the sort keys of a day's template states begin with."""
    return f"day#{day_number:0{_DAY_DIGITS}d}#"


def workout_key(user_id: str, workout_id: str) -> Key:
    """Return the key of a logged workout."""
    return Key(user_pk(user_id), compose("workout", workout_id))


def exercise_record_key(
    user_id: str, exercise_id: str, completed_at: str, workout_id: str, n: int
) -> Key:
    """Return the key of an exercise record; keys sort by exercise, then by time."""
    return Key(exercises_pk(user_id), compose(exercise_id, completed_at, workout_id, str(n)))


def memory_key(user_id: str, memory_id: str) -> Key:
    """Return the key of a memory."""
    return Key(user_pk(user_id), compose("memory", memory_id))


def exercises_pk(user_id: str) -> str:
    """Return the partition of exercise records."""
    return compose("user", user_id, "exercises")


def receipt_key(user_id: str, kind: str, id: str) -> Key:
    """Return the key of a deletion's receipt."""
    return Key(user_pk(user_id), compose("receipt", kind, id))


def coach_index(user_id: str, coach_id: str) -> str:
    """Return the index partition of what belongs to one coach."""
    return compose("user", user_id, "coach", coach_id)


def workouts_index(user_id: str) -> str:
    """Return the index partition of workouts by completion time."""
    return compose("user", user_id, "workouts")


def active_jobs_index(shard: int) -> str:
    """Return the index partition of jobs the sweeper looks at."""
    return compose("jobs", "active", str(shard))


def job_shard(job_id: str) -> int:
    """Return which of the index partitions a job is in."""
    return hashlib.sha256(job_id.encode()).digest()[0] % ACTIVE_JOB_SHARDS


def path(*parts: str) -> str:
    """Join the parts of an object key.

    Raises:
        InvalidRequestError: a part is empty, holds a slash, or climbs.
    """
    for part in parts:
        if not part or "/" in part or part in {".", ".."}:
            raise InvalidRequestError("The id cannot be used.", field="id")
    return "/".join(parts)


def details_object(user_id: str, program_id: str) -> str:
    """Return the object key of a program's details."""
    return path("training-programs", user_id, program_id, "details.json")


def request_object(user_id: str, job_id: str, attempt: int = 0) -> str:
    """Return the object key of a job's request; later ones carry the athlete's answers."""
    name = f"request-{attempt}.json" if attempt else "request.json"
    return path("jobs", user_id, job_id, name)


def step_object(user_id: str, job_id: str, name: str, digest: str) -> str:
    """Return the object key of a step's result."""
    return path("jobs", user_id, job_id, "steps", f"{name}.{digest}.json")


def upload_object(user_id: str, name: str) -> str:
    """Return the object key of an upload."""
    return path("user-uploads", user_id, name)


def debug_object(function: str, day: date, user_id: str, name: str) -> str:
    """Return the object key of a debug dump."""
    return path("debug", function, day.isoformat(), user_id, f"{name}.json")
