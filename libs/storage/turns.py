"""Turns and the stream that is running: one turn a conversation, one effect a client message."""

from __future__ import annotations

from datetime import datetime, timedelta

from libs.clock import iso_instant
from libs.conversation.models import (
    ActiveStream,
    ClosedTurn,
    Message,
    OpenedTurn,
    StreamPart,
    TurnOpening,
    TurnRecord,
)
from libs.errors import CoachBackendError, ConditionFailedError, ConflictError, StorageError
from libs.storage.conversations import (
    HEAD_LABEL,
    TURN_LABEL,
    DynamoConversations,
    put_message,
    raise_seq,
    unknown,
)
from libs.storage.items import item_of, model_of
from libs.storage.keys import Key, conversation_key, stream_key, turn_key
from libs.storage.table import Table
from libs.storage.usage import (
    MINUTE_LABEL,
    USAGE_LABEL,
    DynamoUsageStore,
    add_usage,
    count_turn,
    exceeded,
    too_fast,
)
from libs.storage.writes import ABSENT, PRESENT, Write, check, delete, put, update

STREAM_LABEL = "stream"
TURN_KEPT = timedelta(hours=24)
STREAM_KEPT = timedelta(minutes=10)
_RACES = 12


class DynamoConversationStore(DynamoConversations):
    """`ConversationStore` and `ActiveStreams` on the table."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._usage = DynamoUsageStore(table)

    def begin_turn(self, opening: TurnOpening) -> OpenedTurn:
        """Take the stream, record the turn, debit a turn and its tokens, in one transaction.

        Raises:
            NotFoundError: no such conversation.
            ConflictError: another turn streams; code `turn_running`.
            BudgetExceededError: budget `turns`, `tokens` or `turns_per_minute`.
            StorageError: the table did not answer.
        """
        _check_limits(opening)
        turn, condition, values = opening.turn, ABSENT, dict[str, object]()
        for _ in range(2):
            try:
                self._table.transact(_opening_writes(opening, turn, condition, values))
            except ConditionFailedError as exc:
                known = self._find_turn(opening)
                if HEAD_LABEL in exc.failed:
                    raise unknown(opening.conversation_id) from exc
                if known is not None and _is_ours(opening, known):
                    return OpenedTurn(True, known)
                if known is not None and not self._may_run_again(opening, known):
                    return OpenedTurn(False, known)
                if TURN_LABEL not in exc.failed or known is None or condition != ABSENT:
                    raise self._refusal(opening, exc) from exc
                turn = known.model_copy(update={"state": "running", "claim": opening.turn.claim})
                condition = "#state = :seen AND #startedAt = :started"
                values = {"seen": known.state, "started": known.to_wire()["startedAt"]}
            else:
                return OpenedTurn(True, turn)
        raise StorageError("the turn changed while it was begun; a repeat succeeds")

    def release_turn(self, opening: TurnOpening) -> None:
        """Undo `begin_turn` for a request that is refused before its first byte."""
        ids = (opening.user_id, opening.conversation_id)
        mine = "#messageId = :mine"
        writes = [
            delete(TURN_LABEL, turn_key(*ids, opening.turn.client_message_id)),
            add_usage(
                opening.user_id, opening.now.date(), turns=-1, tokens=-opening.reserved_tokens
            ),
        ]
        active = self.find_active(*ids)
        if active is not None and active.message_id == opening.turn.assistant_message_id:
            writes.append(delete(STREAM_LABEL, stream_key(*ids), mine, mine=active.message_id))
        self._table.transact(writes)

    def finish_turn(self, closed: ClosedTurn) -> Message | None:
        """Append the answer, close the turn record, delete the active stream, settle the tokens.

        Raises:
            NotFoundError: the conversation is gone.
            StorageError: not written, as far as is known.
        """
        seq = closed.expected_seq
        for _ in range(_RACES):
            answer = closed.answer.model_copy(update={"seq": seq}) if closed.answer else None
            try:
                self._table.transact(self._closing_writes(closed, answer, seq))
            except ConditionFailedError as exc:
                if answer is not None and self._is_stored(
                    closed.user_id, closed.conversation_id, answer
                ):
                    return answer
                if answer is None and TURN_LABEL in exc.failed:
                    return None
                if HEAD_LABEL in exc.failed:
                    seq = self.load_next_seq(closed.user_id, closed.conversation_id)
            else:
                return answer
        raise StorageError("the conversation is written by too many at once")

    def find_active(self, user_id: str, conversation_id: str) -> ActiveStream | None:
        """Return the stream, whatever its lease says."""
        item = self._table.get(stream_key(user_id, conversation_id))
        return model_of(ActiveStream, item) if item else None

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
        """Overwrite the parts, push the lease forward, return whether a stop was requested."""
        write = update(
            STREAM_LABEL,
            stream_key(user_id, conversation_id),
            "SET #parts = :parts, #updatedAt = :now, #leaseUntil = :lease, #ttl = :ttl",
            "#messageId = :mine",
            parts=[part.to_wire() for part in parts],
            now=iso_instant(now),
            lease=iso_instant(lease_until),
            ttl=_seconds(now + STREAM_KEPT),
            mine=message_id,
        )
        try:
            item = self._table.write(write)
        except ConditionFailedError:
            return True
        return bool(item.get("stopRequested"))

    def request_stop(self, user_id: str, conversation_id: str) -> bool:
        """Set the stop flag; False when nothing streams. Idempotent."""
        key = stream_key(user_id, conversation_id)
        write = update(STREAM_LABEL, key, "SET #stopRequested = :yes", PRESENT, yes=True)
        try:
            self._table.write(write)
        except ConditionFailedError:
            return False
        return True

    def _find_turn(self, opening: TurnOpening) -> TurnRecord | None:
        item = self._table.get(
            turn_key(opening.user_id, opening.conversation_id, opening.turn.client_message_id)
        )
        return model_of(TurnRecord, item) if item else None

    def _may_run_again(self, opening: TurnOpening, known: TurnRecord) -> bool:
        """Tell whether a known turn failed, or runs no more: its stream's lease has passed."""
        if known.state != "running":
            return known.state == "failed"
        active = self.find_active(opening.user_id, opening.conversation_id)
        return active is None or active.lease_until <= opening.now

    def _refusal(self, opening: TurnOpening, error: ConditionFailedError) -> CoachBackendError:
        is_free = STREAM_LABEL not in error.failed
        if USAGE_LABEL in error.failed and is_free:
            day = opening.now.date()
            used = self._usage.find_day(opening.user_id, day)
            budget = "turns" if used.turns >= opening.daily_turn_limit else "tokens"
            return exceeded(budget, day, opening.now)
        if MINUTE_LABEL in error.failed and is_free:
            return too_fast(opening.now)
        return ConflictError(
            "Your coach is still answering; wait for it or stop it.",
            state="streaming",
            code="turn_running",
        )

    def _closing_writes(self, closed: ClosedTurn, answer: Message | None, seq: int) -> list[Write]:
        ids = (closed.user_id, closed.conversation_id)
        writes = [put_message(*ids, closed.user_message)] if closed.user_message.seq else []
        if answer is not None:
            writes.append(raise_seq(*ids, seq, closed.now, closed.job_id))
            writes.append(put_message(*ids, answer, ABSENT))
        else:
            writes.append(_touch_head(closed))
        # Without an answer nothing else keeps a repeat from settling the tokens twice.
        condition = "" if answer else f"{ABSENT} OR #state = :running"
        values = {} if answer else {"running": "running"}
        writes.append(put(TURN_LABEL, _closed_turn_item(closed, answer), condition, **values))
        active = self.find_active(*ids)
        if active is not None and active.message_id == closed.turn.assistant_message_id:
            condition = f"{ABSENT} OR #messageId = :mine"
            writes.append(delete(STREAM_LABEL, stream_key(*ids), condition, mine=active.message_id))
        unsettled = closed.tokens - closed.reserved_tokens
        writes.append(add_usage(closed.user_id, closed.debited_on, tokens=unsettled))
        return writes


def _is_ours(opening: TurnOpening, known: TurnRecord) -> bool:
    """Tell whether this very request wrote the record and only the reply was lost."""
    claim = opening.turn.claim
    return bool(claim) and known.claim == claim and known.state == "running"


def _opening_writes(
    opening: TurnOpening, turn: TurnRecord, condition: str, values: dict[str, object]
) -> list[Write]:
    ids = (opening.user_id, opening.conversation_id)
    now = iso_instant(opening.now)
    active = ActiveStream(
        conversation_id=opening.conversation_id,
        message_id=turn.assistant_message_id,
        client_message_id=turn.client_message_id,
        started_at=opening.now,
        updated_at=opening.now,
        lease_until=opening.now + timedelta(seconds=opening.lease_s),
    )
    stream_item = _with_ttl(
        stream_key(*ids), "stream", active, opening.now, opening.now + STREAM_KEPT
    )
    return [
        check(HEAD_LABEL, conversation_key(*ids), PRESENT),
        put(TURN_LABEL, _turn_item(opening, turn), condition, **values),
        put(STREAM_LABEL, stream_item, f"{ABSENT} OR #leaseUntil <= :now", now=now),
        add_usage(
            opening.user_id,
            opening.now.date(),
            condition=(
                "(attribute_not_exists(#turns) OR #turns < :turnLimit) AND "
                "(attribute_not_exists(#tokens) OR #tokens <= :tokenRoom)"
            ),
            condition_values={
                "turnLimit": opening.daily_turn_limit,
                "tokenRoom": opening.daily_token_limit - opening.reserved_tokens,
            },
            turns=1,
            tokens=opening.reserved_tokens,
        ),
        count_turn(opening.user_id, opening.now, limit=opening.turns_per_minute_limit),
    ]


def _check_limits(opening: TurnOpening) -> None:
    """Refuse what a limit of nothing refuses: the first turn makes the counters unconditionally."""
    if opening.daily_turn_limit < 1 or opening.daily_token_limit < 1:
        budget = "turns" if opening.daily_turn_limit < 1 else "tokens"
        raise exceeded(budget, opening.now.date(), opening.now)
    if opening.turns_per_minute_limit < 1:
        raise too_fast(opening.now)


def _turn_item(opening: TurnOpening, turn: TurnRecord) -> dict[str, object]:
    key = turn_key(opening.user_id, opening.conversation_id, turn.client_message_id)
    return _with_ttl(key, "turn", turn, opening.now, opening.now + TURN_KEPT)


def _closed_turn_item(closed: ClosedTurn, answer: Message | None) -> dict[str, object]:
    turn = closed.turn.model_copy(
        update={
            "state": "complete" if answer else "failed",
            "assistant_seq": answer.seq if answer else None,
            "user_seq": closed.user_message.seq or closed.turn.user_seq,
        }
    )
    key = turn_key(closed.user_id, closed.conversation_id, turn.client_message_id)
    return _with_ttl(key, "turn", turn, closed.now, closed.now + TURN_KEPT)


def _touch_head(closed: ClosedTurn) -> Write:
    job = ", #activeJobId = :job" if closed.job_id else ""
    values = {"job": closed.job_id} if closed.job_id else {}
    return update(
        HEAD_LABEL,
        conversation_key(closed.user_id, closed.conversation_id),
        f"SET #updatedAt = :now{job}",
        PRESENT,
        now=iso_instant(closed.now),
        **values,
    )


def _with_ttl(
    key: Key, entity: str, model: TurnRecord | ActiveStream, now: datetime, until: datetime
) -> dict[str, object]:
    return item_of(key, entity, model, now=now, ttl=_seconds(until))


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
