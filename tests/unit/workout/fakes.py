from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from libs.ai.ports import ImagePart, ModelReply, ModelRequest, ToolInput, Usage
from libs.ai.usage import CallRecord
from libs.wire import WireModel
from libs.workout.build import BuildResult, LoggedBatch, build_workouts
from libs.workout.models import ExerciseRecord, Workout
from libs.workout.order import LogOrder
from libs.workout.ports import PlannedSession

Value = TypeVar("Value", bound=WireModel)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2025, 6, 11, 18, 0, tzinfo=UTC)  # a Wednesday, 20:00 in Berlin


def an_order(text: str, **facts: object) -> LogOrder:
    values: dict[str, object] = {
        "user_id": "u1", "coach_id": "c1", "conversation_id": "v1", "message_id": "m1",
        "text": text, "zone": BERLIN, "now": NOW, "message_at": NOW,
    }  # fmt: skip
    return LogOrder(**(values | facts))  # type: ignore[arg-type]  # a builder of any fields


def calling(value: object) -> ModelReply:
    raw = value if isinstance(value, str) else json.dumps(value)
    call = ToolInput("t1", "record_workouts", raw)
    return ModelReply("", (call,), "tool_use", Usage(100, 50), "model-1")


def saying(text: str) -> ModelReply:
    return ModelReply(text, (), "end_turn", Usage(100, 50), "model-1")


def a_report(*workouts: Mapping[str, object], intent: str = "report") -> dict[str, object]:
    return {"intent": intent, "workouts": list(workouts)}


def lifting(name: str = "Back squat", quote: str = "", **dose: object) -> dict[str, object]:
    exercise = {"name": name, "sets": [dose or {"sets": "5", "reps": "5", "load": "100 kg"}]}
    return {
        "discipline": "powerlifting",
        "quote": quote,
        "parts": [{"kind": "strength", "format": "straight", "exercises": [exercise]}],
    }


def a_run(quote: str = "", **values: object) -> dict[str, object]:
    return {"discipline": "running", "quote": quote, **values}


@dataclass
class ScriptedModel:
    replies: list[ModelReply]
    asked: list[ModelRequest] = field(default_factory=list)

    def create(
        self, request: ModelRequest, *, on_started: Callable[[], None] | None = None
    ) -> ModelReply:
        self.asked.append(request)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]


@dataclass
class MemoryLedger:
    results: dict[tuple[str, str], str] = field(default_factory=dict)

    def run(
        self,
        name: str,
        key_input: str,
        output: type[Value],
        fn: Callable[[], tuple[Value, tuple[CallRecord, ...]]],
        *,
        budget_s: float,
        estimated_tokens: int = 0,
    ) -> Value:
        key = (name, key_input)
        if key not in self.results:
            self.results[key] = fn()[0].to_json()
        return output.model_validate_json(self.results[key])


@dataclass
class MemoryHistory:
    workouts: dict[str, Workout] = field(default_factory=dict)
    records: list[ExerciseRecord] = field(default_factory=list)
    writes: int = 0

    def save(self, batch: LoggedBatch) -> None:
        self.writes += 1
        self.workouts |= {item.workout_id: item for item in batch.workouts}
        self.records.extend(batch.records)

    def find_of_message(
        self, user_id: str, conversation_id: str, message_id: str
    ) -> tuple[Workout, ...]:
        found = [
            item
            for item in self.workouts.values()
            if (item.user_id, item.conversation_id, item.message_id)
            == (user_id, conversation_id, message_id)
        ]
        return tuple(sorted(found, key=lambda item: item.ordinal))

    def find_recent(self, user_id: str, *, limit: int) -> tuple[Workout, ...]:
        mine = [item for item in self.workouts.values() if item.user_id == user_id]
        return tuple(sorted(mine, key=lambda item: item.completed_at, reverse=True)[:limit])

    def find_records(
        self, user_id: str, exercise_id: str, *, before: datetime
    ) -> tuple[ExerciseRecord, ...]:
        return tuple(
            item
            for item in self.records
            if (item.user_id, item.exercise_id) == (user_id, exercise_id)
            and item.completed_at < before
        )


@dataclass
class MemoryPlan:
    sessions: tuple[PlannedSession, ...] = ()

    def find_day(self, user_id: str, day: date) -> tuple[PlannedSession, ...]:
        return self.sessions


class OneImage:
    def load_image(self, key: str) -> ImagePart:
        return ImagePart("image/png", b"image")


@dataclass
class Bench:
    """Everything a build needs; `log` runs one and stores what it gives."""

    model: ScriptedModel
    history: MemoryHistory = field(default_factory=MemoryHistory)
    plan: MemoryPlan = field(default_factory=MemoryPlan)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    @classmethod
    def answering(cls, *values: object) -> Bench:
        return cls(ScriptedModel([calling(value) for value in values]))

    def log(self, order: LogOrder) -> BuildResult:
        result = build_workouts(
            order,
            steps=self.ledger,
            model=self.model,
            history=self.history,
            planned=self.plan,
            images=OneImage(),
        )
        if isinstance(result, LoggedBatch):
            self.history.save(result)
        return result


def logged(result: BuildResult) -> Workout:
    assert isinstance(result, LoggedBatch)
    [workout] = result.workouts
    return workout
