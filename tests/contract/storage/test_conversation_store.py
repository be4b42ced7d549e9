"""The conversation store on moto's server: one turn at a time, no lost message."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from libs.conversation.models import (
    ClosedTurn,
    Conversation,
    Message,
    StreamPart,
    TurnOpening,
    TurnRecord,
)
from libs.errors import BudgetExceededError, ConflictError, NotFoundError, StorageError
from libs.storage.table import Table
from libs.storage.turns import DynamoConversationStore
from libs.storage.usage import DynamoUsageStore

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CONVERSATION = "conv_1"


@pytest.fixture
def store(table: Table, user: str) -> DynamoConversationStore:
    found = DynamoConversationStore(table)
    found.create(
        Conversation(
            conversation_id=CONVERSATION,
            user_id=user,
            coach_id="coach_1",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    return found


def opening(user: str, client_id: str = "c1", **changes: object) -> TurnOpening:
    turn = TurnRecord(
        client_message_id=client_id,
        user_message_id=f"u-{client_id}",
        assistant_message_id=f"a-{client_id}",
        started_at=NOW,
    )
    made = TurnOpening(user, CONVERSATION, turn, NOW, 30, 100, 1000, 100, reserved_tokens=20)
    return replace(made, **changes)  # type: ignore[arg-type]


def message(id: str, role: str = "user", **changes: object) -> Message:
    fields = {"id": id, "role": role, "content": "text", "created_at": NOW, **changes}
    return Message.model_validate(fields)


def close(store: DynamoConversationStore, user: str, client_id: str = "c1") -> Message | None:
    turn = opening(user, client_id).turn
    asked = store.append_message(user, CONVERSATION, message(turn.user_message_id), expected_seq=1)
    return store.finish_turn(
        ClosedTurn(
            user_id=user,
            conversation_id=CONVERSATION,
            turn=turn,
            user_message=asked,
            answer=message(turn.assistant_message_id, "assistant"),
            tokens=10,
            reserved_tokens=20,
            debited_on=NOW.date(),
            now=NOW,
            expected_seq=asked.seq + 1,
        )
    )


def tokens_of(table: Table, user: str, day: date | None = None) -> int:
    return DynamoUsageStore(table).find_day(user, day or NOW.date()).tokens


def test_a_turn_runs_once_for_one_client_message(store: DynamoConversationStore, user: str) -> None:
    first = store.begin_turn(opening(user))
    again = store.begin_turn(opening(user))

    assert (first.fresh, again.fresh) == (True, False)
    assert again.turn.assistant_message_id == "a-c1"


def test_a_request_whose_reply_was_lost_still_runs_its_turn(
    store: DynamoConversationStore, user: str
) -> None:
    mine = opening(user)
    claimed = replace(mine, turn=mine.turn.model_copy(update={"claim": "corr_1"}))
    rival = replace(mine, turn=mine.turn.model_copy(update={"claim": "corr_2"}))

    store.begin_turn(claimed)

    assert store.begin_turn(claimed).fresh
    assert not store.begin_turn(rival).fresh


def test_a_second_turn_waits_until_the_first_is_over(
    store: DynamoConversationStore, user: str
) -> None:
    store.begin_turn(opening(user))

    with pytest.raises(ConflictError):
        store.begin_turn(opening(user, "c2"))
    close(store, user)

    assert store.begin_turn(opening(user, "c2")).fresh


def test_a_stream_whose_process_died_frees_its_place(
    store: DynamoConversationStore, user: str
) -> None:
    store.begin_turn(opening(user))
    later = NOW + timedelta(seconds=31)

    assert store.begin_turn(opening(user, "c2", now=later)).fresh


def test_a_finished_turn_is_not_run_again(store: DynamoConversationStore, user: str) -> None:
    store.begin_turn(opening(user))
    answer = close(store, user)

    repeated = store.begin_turn(opening(user))
    assert answer is not None
    assert not repeated.fresh
    assert repeated.turn.state == "complete"
    assert repeated.turn.assistant_seq == answer.seq == 2


def test_a_failed_turn_may_run_again_with_its_ids(
    store: DynamoConversationStore, table: Table, user: str
) -> None:
    store.begin_turn(opening(user))
    asked = store.append_message(
        user, CONVERSATION, message("u-c1", client_message_id="c1"), expected_seq=1
    )
    closed = ClosedTurn(
        user, CONVERSATION, opening(user).turn, asked, None, 0, 20, NOW.date(), NOW, 2
    )
    store.finish_turn(closed)
    store.finish_turn(closed)

    again = store.begin_turn(opening(user))
    assert tokens_of(table, user) == 20
    assert again.fresh
    assert again.turn.user_seq == 1


def test_budgets_and_foreign_conversations_are_refused(
    store: DynamoConversationStore, user: str
) -> None:
    with pytest.raises(NotFoundError):
        store.begin_turn(opening("somebody-else"))
    with pytest.raises(BudgetExceededError) as refused:
        store.begin_turn(opening(user, daily_turn_limit=0))

    assert refused.value.budget == "turns"
    assert store.find_active(user, CONVERSATION) is None


def test_a_minute_takes_no_more_turns_than_its_limit(
    store: DynamoConversationStore, user: str
) -> None:
    late = NOW.replace(second=48)
    for number in range(2):
        store.begin_turn(opening(user, f"c{number}", now=late, turns_per_minute_limit=2))
        close(store, user, f"c{number}")

    with pytest.raises(BudgetExceededError) as refused:
        store.begin_turn(opening(user, "c2", now=late, turns_per_minute_limit=2))
    with pytest.raises(BudgetExceededError):
        store.begin_turn(opening(user, "c3", turns_per_minute_limit=0))

    assert (refused.value.budget, refused.value.retry_after_s) == ("turns_per_minute", 12)
    assert store.find_active(user, CONVERSATION) is None
    next_minute = opening(user, "c2", now=late + timedelta(seconds=12), turns_per_minute_limit=2)
    assert store.begin_turn(next_minute).fresh


def test_the_minute_is_exact_under_concurrency(store: DynamoConversationStore, user: str) -> None:
    for number in range(8):
        head = store.find_conversation(user, CONVERSATION)
        assert head is not None
        store.create(head.model_copy(update={"conversation_id": f"{CONVERSATION}-{number}"}))

    def begin(number: int) -> bool:
        asked = opening(user, turns_per_minute_limit=5)
        try:
            store.begin_turn(replace(asked, conversation_id=f"{CONVERSATION}-{number}"))
        except BudgetExceededError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(begin, range(8)))

    assert sum(taken) == 5


@pytest.mark.parametrize("case", [(941, 50, 2), (980, 5, 1), (981, 5, 0)])
def test_turns_at_the_token_cap_admit_exactly_what_fits(
    store: DynamoConversationStore, table: Table, user: str, case: tuple[int, int, int]
) -> None:
    used, turns, admitted = case
    heads = [f"cap_{number}" for number in range(turns)]
    for head in heads:
        store.create(
            Conversation(
                conversation_id=head,
                user_id=user,
                coach_id="coach_1",
                created_at=NOW,
                updated_at=NOW,
            )
        )
    DynamoUsageStore(table).debit_tokens(user, NOW.date(), used, limit=1000)

    def begin(head: str) -> str:
        asked = opening(user, conversation_id=head)
        # A busy table answers 503, as it may; the athlete's app sends the message again.
        for _ in range(100):
            try:
                return "in" if store.begin_turn(asked).fresh else "known"
            except BudgetExceededError as error:
                return error.budget
            except StorageError:
                continue
        return "never"

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(begin, heads))

    assert outcomes == Counter({"in": admitted, "tokens": turns - admitted})
    assert tokens_of(table, user) == used + 20 * admitted <= 1000


def test_a_turn_over_midnight_settles_on_the_day_that_was_debited(
    store: DynamoConversationStore, table: Table, user: str
) -> None:
    late = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    store.begin_turn(opening(user, now=late))
    asked = store.append_message(user, CONVERSATION, message("u-c1"), expected_seq=1)
    turn, answer = opening(user).turn, message("a-c1", "assistant")
    after = late + timedelta(seconds=9)

    store.finish_turn(
        ClosedTurn(user, CONVERSATION, turn, asked, answer, 7, 20, late.date(), after, 2)
    )

    assert [tokens_of(table, user, day) for day in (late.date(), after.date())] == [7, 0]


def test_a_refused_turn_gives_its_tokens_back(
    store: DynamoConversationStore, table: Table, user: str
) -> None:
    store.begin_turn(opening(user))

    store.release_turn(opening(user))

    assert tokens_of(table, user) == 0


def test_concurrent_writers_lose_no_message(store: DynamoConversationStore, user: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stored = list(
            pool.map(
                lambda n: store.append_message(
                    user, CONVERSATION, message(f"m{n}"), expected_seq=1
                ),
                range(6),
            )
        )

    assert sorted(item.seq for item in stored) == [1, 2, 3, 4, 5, 6]
    kept = store.find_messages(user, CONVERSATION, limit=10)
    assert [item.seq for item in kept] == [1, 2, 3, 4, 5, 6]
    assert {item.id for item in kept} == {f"m{n}" for n in range(6)}


def test_a_repeated_append_writes_the_message_once(
    store: DynamoConversationStore, user: str
) -> None:
    first = store.append_message(user, CONVERSATION, message("m1"), expected_seq=1)
    again = store.append_message(user, CONVERSATION, message("m1"), expected_seq=1)

    assert first == again
    assert len(store.find_messages(user, CONVERSATION, limit=10)) == 1


def test_the_stop_flag_reaches_the_stream_and_only_the_stream(
    store: DynamoConversationStore, user: str
) -> None:
    assert not store.request_stop(user, CONVERSATION)
    store.begin_turn(opening(user))
    part = (StreamPart(kind="text", text="so far"),)
    lease = NOW + timedelta(seconds=30)

    def write(message_id: str) -> bool:
        return store.update_active(
            user, CONVERSATION, message_id, parts=part, now=NOW, lease_until=lease
        )

    assert not write("a-c1")
    assert store.request_stop(user, CONVERSATION)
    assert write("a-c1")
    assert write("another")


def test_history_pages_backwards_and_titles_touch_no_message(
    store: DynamoConversationStore, user: str
) -> None:
    for number in range(5):
        store.append_message(user, CONVERSATION, message(f"m{number}"), expected_seq=number + 1)

    changed = store.change(user, CONVERSATION, now=NOW, title="New", mode="build")
    page = store.find_messages(user, CONVERSATION, limit=2, before_seq=4)
    assert (changed.title, changed.mode, changed.next_seq) == ("New", "build", 6)
    assert [item.id for item in page] == ["m1", "m2"]
    assert store.list_conversations(user, "coach_1")[0].title == "New"
