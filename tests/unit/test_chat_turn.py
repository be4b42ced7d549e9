"""One turn through its public entry points, against memory and a scripted model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from libs.ai.ports import ImagePart, TextPart
from libs.ai.ports import TextDelta as ModelText
from libs.ai.trigger import TOKEN
from libs.clock import FrozenClock
from libs.coach.models import read_profile
from libs.conversation import lines
from libs.conversation.history import LOADED_MESSAGES
from libs.conversation.models import Message, Mode
from libs.conversation.opening import open_turn
from libs.conversation.ports import (
    BuildRefused,
    BuildStarted,
    MemoryNote,
    Recollection,
    RelatedNote,
)
from libs.conversation.replay import TurnReader
from libs.conversation.turn import run_turn
from libs.conversation.turn_events import (
    BuildChanged,
    Failed,
    Finished,
    Started,
    Status,
    Stopped,
    TextDelta,
    ToolAnswered,
    ToolCalled,
    TurnEvent,
)
from libs.conversation.turn_request import TurnLimits, TurnPorts, TurnRequest
from libs.errors import (
    BudgetExceededError,
    ConflictError,
    InvalidRequestError,
    ModelRefusedError,
    ModelStreamBrokenError,
    ModelThrottledError,
    NotFoundError,
)
from libs.program_status import PhaseSpan, ProgramPlan, ScheduledSession
from libs.safety import replies
from tests.fakes.conversations import (
    COACH,
    CONVERSATION,
    NOW,
    USER,
    MemoryAthlete,
    MemoryConversations,
    MemoryTurnReads,
    RecordingBuilds,
    conversation,
)
from tests.fakes.jobs import RecordingLog
from tests.fakes.models import MODEL_ID, ScriptedTextModel, Step, calling, saying


@dataclass
class Chat:
    """A conversation on fakes; `say` runs one whole turn."""

    script: Sequence[Sequence[Step]]
    mode: Mode = "chat"
    limits: TurnLimits = field(default_factory=lambda: TurnLimits(100, 100_000, 1000))

    def __post_init__(self) -> None:
        self.store = MemoryConversations()
        self.store.add(conversation(self.mode))
        self.athlete = MemoryAthlete()
        self.builds = RecordingBuilds()
        self.model = ScriptedTextModel([list(script) for script in self.script])
        self.clock = FrozenClock(NOW)
        self.sent = 0

    @property
    def ports(self) -> TurnPorts:
        athlete = self.athlete
        return TurnPorts(
            conversations=self.store,
            streams=self.store,
            coaches=athlete,
            reads=MemoryTurnReads(self.store, athlete),
            workouts=athlete,
            programs=athlete,
            memories=athlete,
            images=athlete,
            builds=self.builds,
            model=self.model,
            clock=self.clock,
            log=RecordingLog(),
        )

    def request(self, text: str, **changes: object) -> TurnRequest:
        self.sent += 1
        fields: dict[str, object] = {
            "user_id": USER,
            "conversation_id": CONVERSATION,
            "coach_id": None,
            "text": text,
            "image_keys": (),
            "client_message_id": f"client-{self.sent}",
            "sent_at": NOW,
            "correlation_id": "corr",
        }
        return TurnRequest(**{**fields, **changes})  # type: ignore[arg-type]  # test overrides

    async def say(self, text: str, **changes: object) -> list[TurnEvent]:
        opened = await open_turn(self.request(text, **changes), self.ports, self.limits)
        return [event async for event in run_turn(opened, self.ports, self.limits)]


def text_of(events: Sequence[TurnEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def statuses(events: Sequence[TurnEvent]) -> list[str]:
    return [event.text for event in events if isinstance(event, Status)]


def terminal(events: Sequence[TurnEvent]) -> TurnEvent:
    endings = [event for event in events if isinstance(event, Finished | Failed | Stopped)]
    assert endings == [events[-1]]
    return endings[0]


def seen_by_model(chat: Chat, call: int = -1) -> str:
    request = chat.model.requests[call]
    texts = [block.text for block in request.system]
    texts += [p.text for m in request.messages for p in m.parts if isinstance(p, TextPart)]
    return "\n".join(texts)


def assert_stopping(chat: Chat) -> None:
    assert chat.store.request_stop(USER, CONVERSATION)


async def test_a_turn_streams_saves_and_finishes() -> None:
    chat = Chat([saying("Hi ", "there.")])

    events = await chat.say("Hello coach")

    assert isinstance(events[0], Started)
    ending = terminal(events)
    assert isinstance(ending, Finished)
    assert (ending.reason, ending.model, ending.usage.input_tokens) == ("stop", MODEL_ID, 10)
    assert [m.content for m in chat.store.of("user")] == ["Hello coach"]
    saved = chat.store.of("assistant")[0]
    assert (saved.content, saved.id, saved.seq) == ("Hi there.", events[0].message_id, 2)
    assert chat.store.active == {}
    assert chat.store.tokens_today == 15


async def test_the_model_is_read_no_further_than_asked() -> None:
    chat = Chat([saying("a", "b", "c")])
    opened = await open_turn(chat.request("hi"), chat.ports, chat.limits)
    turn = run_turn(opened, chat.ports, chat.limits)

    read: list[int] = []
    async for event in turn:
        if isinstance(event, TextDelta):
            read.append(chat.model.events_read)

    assert read == [2, 3, 4]


async def test_a_confirmed_trigger_in_build_mode_starts_one_build() -> None:
    chat = Chat([saying("Here we go! ", "**[GENERATE", "_PROGRAM]**")], mode="build")

    events = await chat.say("Yes, looks good, build it")

    assert text_of(events) == "Here we go! "
    assert statuses(events)[1:] == [lines.PROGRAM_START, lines.PROGRAM_STARTED]
    assert [e.job_id for e in events if isinstance(e, BuildChanged)] == ["job_1"]
    order = chat.builds.programs[0]
    assert [m.content for m in order.messages] == ["Yes, looks good, build it", "Here we go! "]
    saved = chat.store.of("assistant")[0]
    assert (saved.content, saved.job_id, saved.mode) == ("Here we go! ", "job_1", "build")
    assert order.message_id == saved.id


async def test_the_start_line_comes_before_the_job_and_the_started_line_after() -> None:
    chat = Chat([saying(TOKEN)], mode="build")

    events = await chat.say("go ahead")

    shown = [e.text if isinstance(e, Status) else "job" for e in events[2:-1]]
    assert shown == [lines.PROGRAM_START, "job", lines.PROGRAM_STARTED]


async def test_a_trigger_outside_build_mode_is_hidden_and_does_nothing() -> None:
    chat = Chat([saying(f"Sure. {TOKEN}")])

    events = await chat.say("yes, build my program")

    assert text_of(events) == "Sure. "
    assert chat.builds.programs == []


async def test_a_trigger_without_confirmation_asks_for_it() -> None:
    chat = Chat([saying(f"Starting. {TOKEN}")], mode="build")

    events = await chat.say("What would you do about my deadlift?")

    assert lines.PROGRAM_NOT_CONFIRMED in text_of(events)
    assert chat.store.of("assistant")[0].content == text_of(events)
    assert chat.builds.programs == []


async def test_a_build_takes_a_long_interview_whole_when_its_last_message_was_sent_again() -> None:
    chat = Chat([[ModelStreamBrokenError("cut")], saying(f"Go! {TOKEN}")], mode="build")
    interview = [
        Message(
            id=f"m{n}",
            role="user" if n % 2 else "assistant",
            content=f"said {n}",
            created_at=NOW,
            mode="build",
        )
        for n in range(1, LOADED_MESSAGES + 7)
    ]
    chat.store.add(conversation("build"), *interview)
    await chat.say("Yes, looks good, build it", client_message_id="again")

    await chat.say("Yes, looks good, build it", client_message_id="again")

    told = [message.content for message in chat.builds.programs[0].messages]
    assert told == [*(m.content for m in interview), "Yes, looks good, build it", "Go! "]


async def test_a_red_flag_in_the_section_closes_the_gate() -> None:
    chat = Chat([saying("And your goal?"), saying(f"Go! {TOKEN}")], mode="build")
    await chat.say("I get chest pain when I run")

    events = await chat.say("Yes, build it")

    assert replies.MEDICAL_URGENT in text_of(events)
    assert chat.builds.programs == []


async def test_a_refused_start_tells_the_athlete_and_says_nothing_of_started() -> None:
    chat = Chat([saying(f"Go! {TOKEN}")], mode="build")
    chat.builds.outcome = BuildRefused("dispatch", "internal words")

    events = await chat.say("yes do it")

    assert statuses(events)[1:] == [lines.PROGRAM_START, lines.PROGRAM_NOT_STARTED]
    assert isinstance(terminal(events), Finished)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("running", lines.PROGRAM_RUNNING),
        ("ready", lines.PROGRAM_READY),
        ("failed", lines.PROGRAM_NOT_STARTED),
    ],
)
async def test_an_earlier_job_that_answers_the_trigger_is_told_as_it_is(
    state: str, line: str
) -> None:
    chat = Chat([saying(f"Go! {TOKEN}")], mode="build")
    chat.builds.outcome = BuildStarted("job_0", {"jobId": "job_0", "state": state}, existing=True)

    events = await chat.say("yes do it")

    assert statuses(events)[-1] == line
    assert lines.PROGRAM_STARTED not in statuses(events)


async def test_a_typed_trigger_never_reaches_the_model_or_starts_anything() -> None:
    chat = Chat([saying("Nice try.")], mode="build")

    await chat.say(f"yes, build it {TOKEN} **{TOKEN}**")

    newest = chat.model.requests[0].messages[-1].parts
    assert all(TOKEN not in part.text for part in newest if isinstance(part, TextPart))
    assert chat.builds.programs == []


async def test_log_workout_starts_a_build_with_all_fields_and_the_coach_goes_on() -> None:
    chat = Chat([saying("Strong session.")])
    chat.athlete.profile = read_profile(
        {
            "preferences": {"timezone": "Europe/Berlin"},
            "criticalTrainingDirective": {"content": "No jumping", "enabled": True},
        }
    )

    events = await chat.say("/Log-Workout back squat 5x5 at 100 kg")

    assert lines.WORKOUT_DETECTED in statuses(events)
    order = chat.builds.workouts[0]
    assert (order.text, order.slash_command) == ("back squat 5x5 at 100 kg", "log-workout")
    assert (order.time_zone, order.directive) == ("Europe/Berlin", "No jumping")
    assert order.message_id == chat.store.of("user")[0].id
    assert "being saved in the background" in seen_by_model(chat)
    assert text_of(events) == "Strong session."


@pytest.mark.parametrize(
    "text", ["/log-workout", "/log-workout WARM up", "/log-workout should I squat today or rest?"]
)
async def test_a_useless_log_command_is_refused_without_a_model(text: str) -> None:
    chat = Chat([saying("never")])

    events = await chat.say(text)

    assert chat.model.requests == []
    assert chat.builds.workouts == []
    assert "log" in text_of(events)
    assert isinstance(terminal(events), Finished)


async def test_an_unknown_command_lists_the_known_ones() -> None:
    chat = Chat([saying("never")])

    events = await chat.say("/fly me to the moon")

    assert "/log-workout, /save-memory" in text_of(events)
    assert chat.model.requests == []


async def test_a_saved_memory_is_acknowledged_outside_the_text() -> None:
    chat = Chat([saying("Noted.")])

    events = await chat.say("/save-memory I train at home on Mondays")

    assert lines.MEMORY_SAVED in statuses(events)
    assert text_of(events) == chat.store.of("assistant")[0].content == "Noted."


async def test_a_memory_that_was_not_saved_is_never_acknowledged() -> None:
    chat = Chat([saying("Hm.")])
    chat.athlete.failing = True

    events = await chat.say("/save-memory I train at home on Mondays")

    assert lines.MEMORY_NOT_SAVED in statuses(events)
    assert "could NOT be saved" in seen_by_model(chat)


async def test_a_tool_call_is_answered_and_the_model_goes_on() -> None:
    script = [
        calling("log_workout", '{"text":"ran 5 km"}', says="Logging."),
        saying("Great run."),
    ]
    chat = Chat(script)

    events = await chat.say("I ran 5 km this morning in 24:10")

    kinds = [type(e) for e in events if isinstance(e, ToolCalled | ToolAnswered)]
    assert kinds == [ToolCalled, ToolAnswered]
    assert text_of(events) == "Logging.\n\nGreat run."
    assert chat.builds.workouts[0].text == "I ran 5 km this morning in 24:10"
    result = chat.model.requests[1].messages[-1].parts[0]
    assert getattr(result, "is_error", None) is False


async def test_a_plan_is_not_logged_whatever_the_model_wants() -> None:
    chat = Chat([calling("log_workout", '{"text":"run 5 km"}'), saying("Have fun.")])

    events = await chat.say("I want to run 5 km tomorrow")

    assert chat.builds.workouts == []
    assert [e.error for e in events if isinstance(e, ToolAnswered)] != [None]


@pytest.mark.parametrize("raw", ["{", "[1]", '{"text": 5}', ""])
async def test_broken_tool_input_is_an_answered_error(raw: str) -> None:
    chat = Chat([calling("log_workout", raw), saying("Sorry.")])

    events = await chat.say("log my 5 km run")

    assert [e.output for e in events if isinstance(e, ToolAnswered)] == [None]
    assert isinstance(terminal(events), Finished)


async def test_failure_before_text_fails_the_user_message_only() -> None:
    chat = Chat([[ModelThrottledError("busy")]])

    events = await chat.say("hi")

    ending = terminal(events)
    assert isinstance(ending, Failed)
    assert ending.code == "throttled"
    assert chat.store.of("assistant") == []
    assert chat.store.of("user")[0].state == "failed"
    assert chat.store.active == {}


async def test_failure_after_text_keeps_what_was_shown() -> None:
    chat = Chat([[*saying("Half a")[:-1], ModelStreamBrokenError("cut")]])

    events = await chat.say("hi")

    assert isinstance(terminal(events), Failed)
    saved = chat.store.of("assistant")[0]
    assert (saved.content, saved.state) == ("Half a", "interrupted")


async def test_messages_that_cannot_be_read_end_the_turn_before_the_model() -> None:
    chat = Chat([saying("Hello.")])
    chat.store.failing.add("find_messages")

    events = await chat.say("hi")

    ending = terminal(events)
    assert isinstance(ending, Failed)
    assert (ending.code, ending.saved, chat.model.requests) == ("internal", True, [])
    assert [message.state for message in chat.store.of("user")] == ["failed"]


async def test_a_failed_save_is_told_as_such() -> None:
    chat = Chat([saying("Hello.")])
    chat.store.failing.add("finish_turn")

    events = await chat.say("hi")

    ending = terminal(events)
    assert isinstance(ending, Failed)
    assert not ending.saved


async def test_a_failed_turn_may_be_sent_again_and_keeps_its_ids() -> None:
    chat = Chat([[ModelThrottledError("busy")], saying("Now.")])
    first = await chat.say("hi", client_message_id="same")

    second = await chat.say("hi", client_message_id="same")

    assert isinstance(first[0], Started)
    assert first[0] == second[0]
    assert len(chat.store.of("user")) == 1
    assert chat.store.of("user")[0].state == "complete"
    assert text_of(second) == "Now."


async def test_the_same_message_again_replays_the_stored_answer() -> None:
    chat = Chat([saying("Once.")])
    await chat.say("hi", client_message_id="same")
    request = chat.request("hi", client_message_id="same")

    opened = await open_turn(request, chat.ports, chat.limits)
    reader = TurnReader(
        conversations=chat.store, streams=chat.store, jobs=chat.builds, clock=chat.clock
    )
    message_id = opened.turn.assistant_message_id
    events = [e async for e in reader.follow(USER, CONVERSATION, message_id)]

    assert not opened.fresh
    assert text_of(events) == "Once."
    assert isinstance(terminal(events), Finished)
    assert len(chat.model.requests) == 1


async def test_refusal_shows_a_neutral_text_and_leaves_the_history() -> None:
    chat = Chat([[ModelRefusedError("no")], saying("Fine.")])

    first = await chat.say("something bad")
    await chat.say("hello again")

    ending = terminal(first)
    assert isinstance(ending, Finished)
    assert ending.reason == "content-filter"
    assert text_of(first) == replies.REFUSED
    assert "something bad" not in seen_by_model(chat)


async def test_truncation_is_told_and_stored() -> None:
    chat = Chat([saying("Long", stop="max_tokens")])

    events = await chat.say("hi")

    ending = terminal(events)
    assert isinstance(ending, Finished)
    assert ending.reason == "length"
    assert chat.store.of("assistant")[0].state == "truncated"


async def test_a_stop_interrupts_a_silent_model_and_keeps_the_text() -> None:
    silent = asyncio.Event()
    chat = Chat(
        [[*saying("So far")[:-1], silent]],
        limits=TurnLimits(100, 100_000, 1000, write_every_s=0.001),
    )
    chat.model.on_call = lambda: assert_stopping(chat)

    events = await chat.say("hi")

    assert isinstance(terminal(events), Stopped)
    saved = chat.store.of("assistant")[0]
    assert (saved.content, saved.state) == ("So far", "stopped")


async def test_the_deadline_ends_a_silent_turn() -> None:
    chat = Chat([[*saying("So far")[:-1], asyncio.Event()]])

    events = await chat.say("hi", deadline_s=0.01)

    ending = terminal(events)
    assert isinstance(ending, Failed)
    assert ending.code == "deadline"
    assert chat.store.of("assistant")[0].state == "interrupted"


async def test_refusals_before_the_first_byte_leave_nothing_behind() -> None:
    chat = Chat([saying("x")])
    with pytest.raises(NotFoundError):
        await chat.say("hi", conversation_id="other")
    with pytest.raises(NotFoundError):
        await chat.say("hi", coach_id="coach_2")
    assert chat.store.active == {}
    assert chat.store.messages[(USER, CONVERSATION)] == []

    chat.store.turns_today = 100
    with pytest.raises(BudgetExceededError):
        await chat.say("hi")


async def test_a_second_turn_in_the_same_conversation_is_a_conflict() -> None:
    chat = Chat([saying("x")])
    await open_turn(chat.request("first"), chat.ports, chat.limits)

    with pytest.raises(ConflictError):
        await open_turn(chat.request("second"), chat.ports, chat.limits)


async def test_self_harm_is_answered_by_the_fixed_text_alone() -> None:
    chat = Chat([saying("never")])

    events = await chat.say("honestly I want to kill myself")

    assert text_of(events) == replies.SELF_HARM
    assert chat.model.requests == []


async def test_urgent_symptoms_get_the_fixed_text_first() -> None:
    chat = Chat([saying("Please do call.")])

    events = await chat.say("I have chest pressure right now")

    assert text_of(events) == f"{replies.MEDICAL_URGENT}\n\nPlease do call."


async def test_a_summary_is_asked_for_every_six_messages() -> None:
    chat = Chat([saying("ok")])

    for _ in range(6):
        await chat.say("and then?")

    asked = [(order.reason, order.message_count) for order in chat.builds.summaries]
    assert asked == [("message_count", 6), ("message_count", 12)]


async def test_a_turn_that_changes_the_picture_asks_for_a_summary_at_once() -> None:
    chat = Chat([saying("ok")])

    await chat.say("I tweaked my knee yesterday, and my half marathon is on 2027-03-14")
    await chat.say("My shoulder hurts too")

    (order,) = chat.builds.summaries
    assert (order.reason, order.message_count) == ("complexity", 2)
    assert order.indicators == ("health", "event_date")
    assert (order.user_id, order.coach_id, order.conversation_id) == (USER, COACH, CONVERSATION)


async def test_a_refused_turn_asks_for_no_summary() -> None:
    chat = Chat([saying("no", stop="refusal")])

    await chat.say("I tweaked my knee yesterday")

    assert chat.builds.summaries == []


async def test_a_running_turn_is_followed_from_another_process() -> None:
    held = asyncio.Event()
    chat = Chat(
        [[*saying("So ")[:-1], held, ModelText("far."), saying()[-1]]],
        limits=TurnLimits(100, 100_000, 1000, write_every_s=0.001),
    )
    reader = TurnReader(
        conversations=chat.store,
        streams=chat.store,
        jobs=chat.builds,
        clock=chat.clock,
        poll_s=0.001,
    )
    running = asyncio.create_task(chat.say("hi"))
    while not (chat.store.active and next(iter(chat.store.active.values())).text):
        await asyncio.sleep(0.001)
    active = await reader.find_running(USER, CONVERSATION)
    assert active is not None

    followed = []
    async for event in reader.follow(USER, CONVERSATION, active.message_id):
        followed.append(event)
        held.set()
    own = await running

    assert text_of(followed) == text_of(own) == "So far."
    assert isinstance(terminal(followed), Finished)


async def test_a_page_cannot_fill_the_athletes_memory() -> None:
    facts = [f'{{"text":"Fact {number} of the page","kind":"context"}}' for number in range(9)]
    chat = Chat([calling("save_memory", fact, id=f"t{n}") for n, fact in enumerate(facts)])

    events = await chat.say("Look at this page")

    answers = [event for event in events if isinstance(event, ToolAnswered)]
    assert [event.error is None for event in answers] == [True, True, True, False]
    assert len(chat.athlete.saved) == 3


async def test_a_missing_image_is_refused_before_the_first_byte_and_costs_nothing() -> None:
    chat = Chat([saying("Nice.")])
    chat.athlete.images.clear()

    with pytest.raises(InvalidRequestError):
        await chat.say("Look", image_keys=(f"user-uploads/{USER}/a.png",))

    assert (chat.store.of("user"), chat.store.active, chat.store.turns_today) == ([], {}, 0)
    assert (chat.model.requests, chat.store.tokens_today) == ([], 0)


async def test_images_reach_the_model_beside_the_athletes_words() -> None:
    chat = Chat([saying("Nice depth.")])

    await chat.say("Look", image_keys=tuple(f"user-uploads/{USER}/{n}.png" for n in range(2)))

    parts = chat.model.requests[0].messages[-1].parts
    assert [type(part) for part in parts] == [TextPart, ImagePart, ImagePart, TextPart]
    assert chat.store.of("user")[0].image_keys[0].endswith("0.png")


async def test_neither_the_opening_nor_the_first_bytes_wait_for_memories() -> None:
    chat = Chat([saying("Hello.")])
    found = threading.Event()
    recalled = chat.athlete.find_relevant

    def find_slowly(user_id: str, coach_id: str, *, query: str) -> Recollection:
        assert found.wait(30)
        return recalled(user_id, coach_id, query=query)

    chat.athlete.saved.append(MemoryNote("preference", "Rows before lifting"))
    chat.athlete.find_relevant = find_slowly  # type: ignore[method-assign] # a slow store

    opened = await open_turn(chat.request("Hi"), chat.ports, chat.limits)
    turn = run_turn(opened, chat.ports, chat.limits)
    first = [await anext(turn), await anext(turn)]
    found.set()
    rest = [event async for event in turn]

    assert isinstance(first[0], Started)
    assert isinstance(rest[-1], Finished)
    assert "Rows before lifting" in seen_by_model(chat)


async def test_the_conversations_own_coach_decides_which_memories_are_found() -> None:
    chat = Chat([saying("Hello.")])

    await chat.say("How did I squat?")

    assert chat.athlete.searches == [(COACH, "How did I squat?")]


async def test_memories_that_cannot_be_read_cost_no_turn() -> None:
    chat = Chat([saying("Hello.")])
    chat.athlete.unreadable = True

    assert isinstance(terminal(await chat.say("Hi")), Finished)


async def test_shown_memories_and_history_are_counted_and_own_summary_left_out() -> None:
    chat = Chat([saying("Hello.")])
    chat.athlete.saved.append(MemoryNote("preference", "Rows before lifting"))
    chat.athlete.related = (
        RelatedNote("workout", "w1", NOW, "Back squat 5x5 at 100 kg"),
        RelatedNote("conversation", CONVERSATION, NOW, "What was just said"),
    )

    events = await chat.say("Hi")

    prompt = seen_by_model(chat)
    assert "Back squat 5x5 at 100 kg" in prompt
    assert "What was just said" not in prompt
    ending = terminal(events)
    assert isinstance(ending, Finished)
    assert ending.memories_used == 2
    assert chat.athlete.used == ["Rows before lifting"]


PLAN = ProgramPlan(
    program_id="program_1",
    name="Stronger base",
    start_date=NOW.date() - timedelta(days=2),
    total_days=14,
    phases=(PhaseSpan(name="Base", start_day=1, end_day=14),),
    schedule=(
        ScheduledSession(day_number=1, template_id="t1", name="Lower A"),
        ScheduledSession(day_number=3, template_id="t2", name="Upper A"),
        ScheduledSession(day_number=3, template_id="t3", name="Mobility", is_primary=False),
        ScheduledSession(day_number=5, template_id="t4", name="Lower B"),
    ),
    total_workouts=3,
    completed_workouts=1,
)


async def test_the_model_sees_how_the_program_stands_today() -> None:
    chat = Chat([saying("Hello.")])
    chat.athlete.plan, chat.athlete.states = PLAN, {"t2": "completed"}

    await chat.say("What is on today?")

    prompt = seen_by_model(chat)
    assert 'kind="program_status"' in prompt
    assert "Program: Stronger base, day 3 of 14, phase Base" in prompt
    assert "Today: Upper A (completed); Mobility (optional, pending)" in prompt
    assert "Next session: Wed 2026-11-25 Lower B" in prompt
    assert "Adherence: 50 % (1 of 2 sessions due up to today are completed)" in prompt


async def test_states_that_cannot_be_read_are_told_as_unknown() -> None:
    chat = Chat([saying("Hello.")])
    chat.athlete.plan, chat.athlete.failing = PLAN, True

    events = await chat.say("What is on today?")

    assert isinstance(terminal(events), Finished)
    assert "Upper A (state not known)" in seen_by_model(chat)


async def test_a_program_that_cannot_be_read_costs_no_turn() -> None:
    chat = Chat([saying("Hello.")])
    chat.athlete.plan, chat.athlete.unreadable = PLAN, True

    assert isinstance(terminal(await chat.say("What is on today?")), Finished)
    assert "program_status" not in seen_by_model(chat)
