"""Conversations, coaches and builds in memory, with the conditions of the real store."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from libs.ai.ports import ImagePart
from libs.coach.models import CoachConfig, Profile
from libs.conversation.models import (
    ActiveStream,
    ClosedTurn,
    Conversation,
    Message,
    Mode,
    OpenedTurn,
    StreamPart,
    TurnOpening,
    TurnRecord,
)
from libs.conversation.ports import (
    BuildRefused,
    BuildStarted,
    MemoryNote,
    ProgramOrder,
    Recollection,
    RelatedNote,
    SavedMemory,
    Standing,
    SummaryOrder,
    WorkoutNote,
    WorkoutOrder,
)
from libs.errors import (
    BudgetExceededError,
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    StorageError,
)
from libs.program_status import ProgramPlan

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
USER, COACH, CONVERSATION = "user-1", "coach_1", "conv_1"
Key = tuple[str, str]


def conversation(mode: Mode = "chat", **changes: object) -> Conversation:
    """Return the head of an empty conversation."""
    head = Conversation(
        conversation_id=CONVERSATION,
        user_id=USER,
        coach_id=COACH,
        mode=mode,
        created_at=NOW,
        updated_at=NOW,
    )
    return head.model_copy(update=changes)


@dataclass
class MemoryConversations:
    """ConversationStore and ActiveStreams in one."""

    heads: dict[Key, Conversation] = field(default_factory=dict)
    messages: dict[Key, list[Message]] = field(default_factory=dict)
    turns: dict[tuple[str, str, str], TurnRecord] = field(default_factory=dict)
    active: dict[Key, ActiveStream] = field(default_factory=dict)
    turns_today: int = 0
    tokens_today: int = 0
    turns_of_minutes: Counter[str] = field(default_factory=Counter)
    failing: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add(self, head: Conversation, *messages: Message) -> None:
        key = (head.user_id, head.conversation_id)
        stored = [m.model_copy(update={"seq": n}) for n, m in enumerate(messages, start=1)]
        self.heads[key] = head.model_copy(update={"next_seq": len(stored) + 1})
        self.messages[key] = stored

    def of(self, role: str) -> list[Message]:
        return [m for m in self.messages.get((USER, CONVERSATION), []) if m.role == role]

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.failing:
            raise StorageError(f"{name} failed")

    def find_conversation(self, user_id: str, conversation_id: str) -> Conversation | None:
        self._called("find_conversation")
        return self.heads.get((user_id, conversation_id))

    def find_messages(
        self, user_id: str, conversation_id: str, *, limit: int, before_seq: int | None = None
    ) -> tuple[Message, ...]:
        self._called("find_messages")
        found = self.messages.get((user_id, conversation_id), [])
        return tuple(m for m in found if before_seq is None or m.seq < before_seq)[-limit:]

    def begin_turn(self, opening: TurnOpening) -> OpenedTurn:
        self._called("begin_turn")
        key = (opening.user_id, opening.conversation_id)
        with self.lock:
            if key not in self.heads:
                raise NotFoundError("no conversation", kind="conversation", id=key[1])
            active = self.active.get(key)
            held = active is not None and active.lease_until > opening.now
            turn_key = (*key, opening.turn.client_message_id)
            known = self.turns.get(turn_key)
            if (
                known is not None
                and known.state != "failed"
                and (known.state == "complete" or held)
            ):
                return OpenedTurn(False, known)
            if held:
                raise ConflictError("busy", state="streaming", code="turn_running")
            if self.turns_today >= opening.daily_turn_limit:
                raise BudgetExceededError("used up", budget="turns", retry_after_s=3600)
            if self.tokens_today > opening.daily_token_limit - opening.reserved_tokens:
                raise BudgetExceededError("used up", budget="tokens", retry_after_s=3600)
            minute = f"{opening.now:%Y-%m-%dT%H:%M}"
            if self.turns_of_minutes[minute] >= opening.turns_per_minute_limit:
                raise BudgetExceededError("too fast", budget="turns_per_minute", retry_after_s=60)
            self.turns_of_minutes[minute] += 1
            turn = (known or opening.turn).model_copy(update={"state": "running"})
            self.turns_today += 1
            self.tokens_today += opening.reserved_tokens
            self.turns[turn_key] = turn
            self.active[key] = ActiveStream(
                conversation_id=key[1],
                message_id=turn.assistant_message_id,
                client_message_id=turn.client_message_id,
                started_at=opening.now,
                updated_at=opening.now,
                lease_until=opening.now + timedelta(seconds=opening.lease_s),
            )
            return OpenedTurn(True, turn)

    def append_message(
        self, user_id: str, conversation_id: str, message: Message, *, expected_seq: int
    ) -> Message:
        self._called("append_message")
        key = (user_id, conversation_id)
        with self.lock:
            head = self.heads[key]
            stored = message.model_copy(update={"seq": head.next_seq})
            self.heads[key] = head.model_copy(update={"next_seq": head.next_seq + 1})
            self.messages.setdefault(key, []).append(stored)
            if message.client_message_id:
                turn_key = (*key, message.client_message_id)
                self.turns[turn_key] = self.turns[turn_key].model_copy(
                    update={"user_seq": stored.seq}
                )
            return stored

    def replace_message(self, user_id: str, conversation_id: str, message: Message) -> None:
        self._called("replace_message")
        found = self.messages[(user_id, conversation_id)]
        found[:] = [message if old.seq == message.seq else old for old in found]

    def finish_turn(self, closed: ClosedTurn) -> Message | None:
        self._called("finish_turn")
        key = (closed.user_id, closed.conversation_id)
        with self.lock:
            if closed.user_message.seq:
                self.replace_message(*key, closed.user_message)
            answer = closed.answer
            if answer is not None:
                answer = self.append_message(*key, answer, expected_seq=closed.expected_seq)
            self.turns[(*key, closed.turn.client_message_id)] = closed.turn.model_copy(
                update={
                    "state": "complete" if answer else "failed",
                    "assistant_seq": answer.seq if answer else None,
                }
            )
            active = self.active.get(key)
            if active and active.message_id == closed.turn.assistant_message_id:
                del self.active[key]
            self.tokens_today += closed.tokens - closed.reserved_tokens
            return answer

    def release_turn(self, opening: TurnOpening) -> None:
        self._called("release_turn")
        key = (opening.user_id, opening.conversation_id)
        self.active.pop(key, None)
        self.turns.pop((*key, opening.turn.client_message_id), None)
        self.turns_today -= 1
        self.tokens_today -= opening.reserved_tokens

    def find_active(self, user_id: str, conversation_id: str) -> ActiveStream | None:
        self._called("find_active")
        return self.active.get((user_id, conversation_id))

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
        self._called("update_active")
        key = (user_id, conversation_id)
        with self.lock:
            active = self.active.get(key)
            if active is None or active.message_id != message_id:
                return True
            self.active[key] = active.model_copy(
                update={"parts": parts, "updated_at": now, "lease_until": lease_until}
            )
            return active.stop_requested

    def request_stop(self, user_id: str, conversation_id: str) -> bool:
        key = (user_id, conversation_id)
        with self.lock:
            if key not in self.active:
                return False
            self.active[key] = self.active[key].model_copy(update={"stop_requested": True})
            return True


@dataclass
class MemoryAthlete:
    """Coaches, profile, workouts, memories and images of one athlete."""

    coaches: list[CoachConfig] = field(
        default_factory=lambda: [CoachConfig(coach_id=COACH, coach_name="Sam")]
    )
    profile: Profile | None = None
    workouts: tuple[WorkoutNote, ...] = ()
    plan: ProgramPlan | None = None
    states: dict[str, str] = field(default_factory=dict)
    saved: list[MemoryNote] = field(default_factory=list)
    images: set[str] = field(
        default_factory=lambda: {f"user-uploads/{USER}/{n}.png" for n in range(5)}
    )
    related: tuple[RelatedNote, ...] = ()
    used: list[str] = field(default_factory=list)
    searches: list[tuple[str, str]] = field(default_factory=list)
    failing: bool = False
    unreadable: bool = False

    def find_coach(self, user_id: str, coach_id: str) -> CoachConfig | None:
        return next((c for c in self.coaches if c.coach_id == coach_id), None)

    def list_coaches(self, user_id: str) -> tuple[CoachConfig, ...]:
        return tuple(self.coaches)

    def save_coach(self, user_id: str, coach: CoachConfig) -> None:
        self.coaches.append(coach)

    def find_profile(self, user_id: str) -> Profile | None:
        return self.profile

    def save_profile(self, profile: Profile) -> None:
        self.profile = profile

    def save_own_part(self, profile: Profile) -> Profile:
        self.profile = profile
        return profile

    def find_recent(self, user_id: str, *, limit: int) -> tuple[WorkoutNote, ...]:
        return self.workouts[:limit]

    def find_active(self, user_id: str) -> ProgramPlan | None:
        if self.unreadable:
            raise StorageError("down")
        return self.plan

    def find_states(self, user_id: str, program_id: str, day_number: int) -> Mapping[str, str]:
        if self.failing:
            raise StorageError("down")
        return self.states

    def find_relevant(self, user_id: str, coach_id: str, *, query: str) -> Recollection:
        self.searches.append((coach_id, query))
        if self.unreadable:
            raise StorageError("not readable")
        ids = tuple(memory.text for memory in self.saved)
        return Recollection(tuple(self.saved), self.related, ids)

    def save(
        self, user_id: str, coach_id: str, memory: MemoryNote, *, source_id: str
    ) -> SavedMemory:
        if self.failing:
            raise StorageError("not saved")
        if memory in self.saved:
            return SavedMemory(is_new=False, indexed=False)
        self.saved.append(memory)
        return SavedMemory(is_new=True, indexed=True)

    def note_use(self, user_id: str, memory_ids: Sequence[str]) -> None:
        self.used += memory_ids

    def load_image(self, key: str) -> ImagePart:
        if key not in self.images:
            raise InvalidRequestError("no such image", field="imageS3Keys")
        return ImagePart("image/png", b"image")


@dataclass
class RecordingBuilds:
    """Accepts or refuses builds and remembers what was asked."""

    outcome: BuildStarted | BuildRefused | Exception | None = None
    programs: list[ProgramOrder] = field(default_factory=list)
    workouts: list[WorkoutOrder] = field(default_factory=list)
    summaries: list[SummaryOrder] = field(default_factory=list)

    def start_program(self, order: ProgramOrder) -> BuildStarted | BuildRefused:
        self.programs.append(order)
        return self._outcome("training_program")

    def start_workout(self, order: WorkoutOrder) -> BuildStarted | BuildRefused:
        self.workouts.append(order)
        return self._outcome("workout")

    def request_summary(self, order: SummaryOrder) -> None:
        self.summaries.append(order)

    def find_job_json(self, user_id: str, job_id: str) -> Mapping[str, object] | None:
        return {"jobId": job_id, "kind": "training_program", "state": "queued"}

    def _outcome(self, kind: str) -> BuildStarted | BuildRefused:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        job = {"jobId": "job_1", "kind": kind, "state": "queued"}
        return self.outcome or BuildStarted("job_1", job)


@dataclass
class MemoryTurnReads:
    """TurnReads of a conversation store and an athlete in memory."""

    store: MemoryConversations
    athlete: MemoryAthlete
    coach_ids: dict[Key, str] = field(default_factory=dict)

    def find_coach_id(self, user_id: str, conversation_id: str) -> str | None:
        return self.coach_ids.get((user_id, conversation_id))

    def find_standing(
        self, user_id: str, conversation_id: str, *, coach_id: str | None
    ) -> Standing:
        head = self.store.find_conversation(user_id, conversation_id)
        coach = self.athlete.find_coach(user_id, coach_id) if coach_id else None
        if head is not None:
            self.coach_ids[user_id, conversation_id] = head.coach_id
        return Standing(head, self.athlete.profile, None, coach)

    def find_earlier(
        self, user_id: str, conversation_id: str, *, limit: int
    ) -> tuple[Message, ...]:
        return self.store.find_messages(user_id, conversation_id, limit=limit)
