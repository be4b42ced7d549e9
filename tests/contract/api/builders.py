"""Things athletes own, stored through the stores the functions use."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime

from functions.coach_api.backend import Backend
from libs.clock import iso_instant
from libs.coach.models import CoachConfig, Profile
from libs.conversation.models import Conversation, Message
from libs.jobs.models import Job
from libs.jobs.ports import DailyLimits
from libs.storage.items import item_of
from libs.storage.keys import (
    Key,
    conversation_key,
    day_key,
    details_object,
    exercises_pk,
    memory_key,
    message_key,
    program_key,
    workout_key,
    workouts_index,
)
from libs.storage.table import Table
from libs.storage.writes import put, update
from libs.wire import WireModel

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_numbers = itertools.count(1)


def fresh(prefix: str) -> str:
    return f"{prefix}_{next(_numbers)}"


class Fields(WireModel, extra="allow"):
    """An entity whose fields are written out."""


class Stored:
    """Stores things of one athlete."""

    def __init__(self, backend: Backend, table: Table, user_id: str) -> None:
        self.backend, self.table, self.user_id = backend, table, user_id

    def coach(self) -> str:
        coach_id = fresh("coach")
        coach = CoachConfig(coach_id=coach_id, coach_name="Robin")
        self.backend.coaches.save_coach(self.user_id, coach)
        return coach_id

    def profile(self) -> Profile:
        return Profile(user_id=self.user_id, nickname="Sam")

    def conversation(self, coach_id: str | None = None) -> Conversation:
        head = Conversation(
            conversation_id=fresh("conversation"),
            user_id=self.user_id,
            coach_id=coach_id or self.coach(),
            title="Talk",
            created_at=NOW,
            updated_at=NOW,
        )
        self.backend.conversations.create(head)
        return head

    def key_of(self, head: Conversation) -> Key:
        return conversation_key(self.user_id, head.conversation_id)

    def set_active_job(self, head: Conversation, job: Job) -> None:
        expression = "SET #activeJobId = :job"
        self.table.write(update("head", self.key_of(head), expression, job=job.job_id))

    def message(self, head: Conversation, seq: int, **fields: object) -> Message:
        facts: dict[str, object] = {
            "id": fresh("message"),
            "seq": seq,
            "role": "assistant" if seq % 2 == 0 else "user",
            "content": f"text {seq}",
            "created_at": NOW,
        }
        message = Message.model_validate({**facts, **fields})
        key = message_key(self.user_id, head.conversation_id, seq)
        self._put(key, "message", message)
        return message

    def job(self, head: Conversation | None = None, **fields: object) -> Job:
        facts: dict[str, object] = {
            "job_id": fresh("job"),
            "user_id": self.user_id,
            "kind": "workout",
            "conversation_id": head.conversation_id if head else "conversation_0",
            "coach_id": head.coach_id if head else "coach_0",
            "message_id": fresh("message"),
            "lease_until": NOW,
            "request_key": "jobs/x/y/request.json",
            "created_at": NOW,
            "updated_at": NOW,
        }
        job = Job.model_validate({**facts, **fields})
        self.backend.jobs.jobs.create(job, limits=DailyLimits(builds=100, tokens=10**9))
        return job

    def program(self, **fields: object) -> str:
        program_id = fresh("program")
        days = [
            {
                "dayNumber": 1,
                "date": "2026-11-23",
                "weekday": "monday",
                "phaseId": "phase_1",
                "isRestDay": False,
                "templates": [{"templateId": "t1", "name": "Lower A", "status": "pending"}],
            },
            {
                "dayNumber": 2,
                "date": "2026-11-24",
                "weekday": "tuesday",
                "phaseId": "phase_1",
                "isRestDay": True,
                "templates": [],
            },
        ]
        key = details_object(self.user_id, program_id)
        placed = self.backend.objects.put(key, json.dumps({"days": days}).encode())
        facts: dict[str, object] = {
            "coachId": "coach_0",
            "programId": program_id,
            "userId": self.user_id,
            "name": "Eight weeks",
            "description": "Strength",
            "summary": "Short",
            "status": "active",
            "startDate": "2026-11-23",
            "endDate": "2026-11-24",
            "totalDays": 2,
            "trainingFrequency": 1,
            "phases": [{"phaseId": "phase_1", "startDay": 1, "endDay": 2}],
            "assumptions": [],
            "reportCard": {"score": 96, "rulesChecked": [], "errors": []},
            "usage": {"calls": 9, "costUsd": 0.25},
            "s3DetailKey": placed.key,
            "s3VersionId": placed.version_id,
            "totalWorkouts": 1,
            "schedule": [{"dayNumber": 1, "templateId": "t1", "name": "Lower A"}],
        }
        header = Fields(**{**facts, **fields})
        self._put(program_key(self.user_id, program_id), "program", header)
        return program_id

    def workout(self, *, completed_at: datetime = NOW, **fields: object) -> str:
        workout_id = fresh("workout")
        done = iso_instant(completed_at)
        self._put(
            workout_key(self.user_id, workout_id),
            "workout",
            Fields(workoutId=workout_id, title="Squats", completedAt=done, **fields),
            gsi1pk=workouts_index(self.user_id),
            gsi1sk=f"{done}#{workout_id}",
        )
        row = Key(exercises_pk(self.user_id), f"back_squat#{done}#{workout_id}#1")
        self._put(row, "exercise_record", Fields(loadKg=100))
        return workout_id

    def done_session(self, program_id: str, workout_id: str) -> Key:
        """Mark the first session of a program as answered by a workout, and count it."""
        key = day_key(self.user_id, program_id, 1, "t1")
        self._put(key, "day", Fields(status="completed", workoutId=workout_id))
        program = program_key(self.user_id, program_id)
        self.table.write(update("program", program, "ADD #completedWorkouts :one", one=1))
        return key

    def memory(self) -> str:
        memory_id = fresh("memory")
        key = memory_key(self.user_id, memory_id)
        self._put(key, "memory", Fields(memoryId=memory_id, text="No dips"))
        return memory_id

    def _put(self, key: Key, entity_type: str, model: WireModel, **extra: object) -> None:
        self.table.write(put(entity_type, item_of(key, entity_type, model, now=NOW, **extra)))
