"""What a conversation needs from outside; adapters live in `libs.storage` and `libs.events`.

Every method blocks and is safe to call from several threads; the turn calls them off the loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from libs.ai.ports import ImagePart
from libs.coach.models import CoachConfig, Profile
from libs.coach.vocabulary import Importance, MemoryKind
from libs.conversation.models import (
    ActiveStream,
    ClosedTurn,
    ComplexityIndicator,
    Conversation,
    ConversationSummary,
    Message,
    OpenedTurn,
    StreamPart,
    SummaryReason,
    TurnOpening,
)
from libs.program_status import ProgramPlan


class ConversationStore(Protocol):
    """Heads and messages of one athlete's conversations, and the turns on them."""

    def find_conversation(self, user_id: str, conversation_id: str) -> Conversation | None:
        """Return the head, or None when this athlete has no such conversation."""
        ...

    def find_messages(
        self, user_id: str, conversation_id: str, *, limit: int, before_seq: int | None = None
    ) -> tuple[Message, ...]:
        """Return the newest `limit` messages below `before_seq`, oldest first."""
        ...

    def begin_turn(self, opening: TurnOpening) -> OpenedTurn:
        """Take the stream, record the turn, debit a turn and its tokens, in one transaction.

        Conditions, first failure decides: the head exists; no turn record of this client message
        id, or one in state failed, or a running one whose stream lease has passed (otherwise
        `OpenedTurn(fresh=False, stored record)`); no active stream, or its lease has passed;
        today's turns and this minute's are below their limits; today's tokens leave room for the
        reserved ones. A record that is run again keeps its ids and `user_seq`.

        Raises:
            NotFoundError: no such conversation.
            ConflictError: another turn streams; code `turn_running`.
            BudgetExceededError: budget `turns`, `tokens` or `turns_per_minute`.
            StorageError: the table did not answer.
        """
        ...

    def append_message(
        self, user_id: str, conversation_id: str, message: Message, *, expected_seq: int
    ) -> Message:
        """Store a message under the head's next seq and return it with that seq.

        One transaction raises `nextSeq` from the expected value and puts the message; a lost race
        re-reads the head and repeats. A user message with a `client_message_id` also sets the turn
        record's `userSeq`.
        """
        ...

    def replace_message(self, user_id: str, conversation_id: str, message: Message) -> None:
        """Overwrite the message stored under `message.seq`."""
        ...

    def finish_turn(self, closed: ClosedTurn) -> Message | None:
        """Append the answer, close the turn record, delete the active stream, settle the tokens.

        One transaction. The turn becomes `complete` when there is an answer, else `failed`. A
        changed state of the user's message is written too; the head gets `updatedAt` and
        `activeJobId`. Only an active stream of this turn's message id is deleted. Returns the
        answer with its seq.
        """
        ...

    def release_turn(self, opening: TurnOpening) -> None:
        """Undo `begin_turn` for a request that is refused before its first byte.

        The minute keeps its debit: it counts attempts.
        """
        ...


@dataclass(frozen=True)
class Standing:
    """How a turn finds the athlete and the conversation; None for what there is not."""

    conversation: Conversation | None
    profile: Profile | None
    summary: ConversationSummary | None
    coach: CoachConfig | None


class TurnReads(Protocol):
    """What a turn reads before it answers, in few requests."""

    def find_coach_id(self, user_id: str, conversation_id: str) -> str | None:
        """Return whose conversation it is, asking nobody; None when that is not known here."""
        ...

    def find_standing(
        self, user_id: str, conversation_id: str, *, coach_id: str | None
    ) -> Standing:
        """Return head, profile, summary and the coach of this id as they are, read at once."""
        ...

    def find_earlier(
        self, user_id: str, conversation_id: str, *, limit: int
    ) -> tuple[Message, ...]:
        """Return the newest `limit` messages, oldest first, without usage, images, client ids."""
        ...


class ActiveStreams(Protocol):
    """The stream that is running in a conversation."""

    def find_active(self, user_id: str, conversation_id: str) -> ActiveStream | None:
        """Return the stream, whatever its lease says."""
        ...

    def update_active(
        self,
        user_id: str,
        conversation_id: str,
        message_id: str,
        *,
        parts: tuple[StreamPart, ...],
        now: datetime,
        lease_until: datetime,
    ) -> bool:
        """Overwrite the parts, push the lease forward, return whether a stop was requested.

        A stream of another message id, or none, is left alone and gives True: the turn has lost
        its place.
        """
        ...

    def request_stop(self, user_id: str, conversation_id: str) -> bool:
        """Set the stop flag; False when nothing streams. Idempotent."""
        ...


@dataclass(frozen=True)
class WorkoutNote:
    """A logged workout as the prompt shows it."""

    completed_at: datetime
    title: str
    summary: str = ""


class RecentWorkouts(Protocol):
    """Logged workouts of the athlete."""

    def find_recent(self, user_id: str, *, limit: int) -> tuple[WorkoutNote, ...]:
        """Return the newest workouts by completion time, newest first."""
        ...


class Programs(Protocol):
    """The athlete's training programs."""

    def find_active(self, user_id: str) -> ProgramPlan | None:
        """Return the plan of the active program, or None."""
        ...

    def find_states(self, user_id: str, program_id: str, day_number: int) -> Mapping[str, str]:
        """Return what became of a day's sessions, by template id; pending ones may be absent."""
        ...


@dataclass(frozen=True)
class MemoryNote:
    """One thing the coach remembers."""

    kind: MemoryKind
    text: str
    importance: Importance = "medium"
    coach_only: bool = False


@dataclass(frozen=True)
class RelatedNote:
    """A workout, program or conversation that the athlete's words called up."""

    kind: Literal["workout", "program", "conversation"]
    id: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Recollection:
    """What a text calls up, most important first."""

    memories: tuple[MemoryNote, ...] = ()
    related: tuple[RelatedNote, ...] = ()
    found_ids: tuple[str, ...] = ()
    """Memories that the search by meaning found; `note_use` counts them."""


@dataclass(frozen=True)
class SavedMemory:
    """What became of a memory."""

    is_new: bool
    """False when an equal one exists."""
    indexed: bool
    """Whether it can be found by meaning already; by importance it always can."""


class Memories(Protocol):
    """Long-term memory of the athlete."""

    def find_relevant(self, user_id: str, coach_id: str, *, query: str) -> Recollection:
        """Return what matters for this text; without a search by meaning, what is important.

        Raises:
            StorageError: the memories could not be read.
        """
        ...

    def save(
        self, user_id: str, coach_id: str, memory: MemoryNote, *, source_id: str
    ) -> SavedMemory:
        """Store a memory. `source_id` makes repeats harmless.

        Raises:
            StorageError: it was not stored.
        """
        ...

    def note_use(self, user_id: str, memory_ids: Sequence[str]) -> None:
        """Count that memories were shown; those that are gone are left out.

        Raises:
            StorageError: not all were counted.
        """
        ...


class ImageSource(Protocol):
    """Images the athlete uploaded."""

    def load_image(self, key: str) -> ImagePart:
        """Return an uploaded image, its size and type checked.

        Raises:
            InvalidRequestError: no such object, not an image of an accepted type, or too large.
        """
        ...


@dataclass(frozen=True)
class BuildStarted:
    """A job exists and its builder was invoked; `job` is the job JSON of `streaming.md` 7."""

    job_id: str
    job: Mapping[str, object]
    existing: bool = False
    """True when the conversation's running job answers this trigger."""


@dataclass(frozen=True)
class BuildRefused:
    """No build was started; `message` may be shown."""

    code: str
    message: str
    job: Mapping[str, object] | None = None
    """The failed job, when one was recorded."""


@dataclass(frozen=True)
class ProgramOrder:
    """A triggered program build: the build section, this turn and this reply included."""

    user_id: str
    coach_id: str
    conversation_id: str
    message_id: str
    """The assistant message that triggered it."""
    messages: tuple[Message, ...]
    coach: CoachConfig
    profile: Profile | None
    time_zone: str
    correlation_id: str


@dataclass(frozen=True)
class WorkoutOrder:
    """A workout to log: the twelve fields of the seed's event and what identifies it."""

    user_id: str
    coach_id: str
    conversation_id: str
    message_id: str
    """The user message that reports the workout."""
    text: str
    coach: CoachConfig
    completed_at: str | None
    message_timestamp: str
    slash_command: str | None
    time_zone: str
    directive: str | None
    correlation_id: str
    image_keys: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class SummaryOrder:
    """A conversation to summarise up to its newest message, and what made that due."""

    user_id: str
    coach_id: str
    conversation_id: str
    reason: SummaryReason
    message_count: int
    correlation_id: str
    indicators: tuple[ComplexityIndicator, ...] = ()


class JobReader(Protocol):
    """Jobs as clients see them."""

    def find_job_json(self, user_id: str, job_id: str) -> Mapping[str, object] | None:
        """Return the job JSON of `streaming.md` section 7, or None."""
        ...


class BuildDispatcher(JobReader, Protocol):
    """Starts background builds and looks at them; never waits for them."""

    def start_program(self, order: ProgramOrder) -> BuildStarted | BuildRefused:
        """Record the request and the job, then invoke the program builder."""
        ...

    def start_workout(self, order: WorkoutOrder) -> BuildStarted | BuildRefused:
        """Record the request and the job, then invoke the workout builder."""
        ...

    def request_summary(self, order: SummaryOrder) -> None:
        """Invoke the summary function.

        Raises:
            DispatchError: the invoke was not accepted.
        """
        ...


class TurnLog(Protocol):
    """Structured log lines: an event name and fields, never text of people or models."""

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what happened."""
        ...

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what was odd and handled."""
        ...

    def error(
        self, event: str, *, message: str = "", error: BaseException | None = None, **fields: object
    ) -> None:
        """Log what failed, with the error's type and place but without its text."""
        ...

    def bind_task(self, **fields: object) -> None:
        """Put fields on the following lines of the current task and of what it starts."""
        ...
