"""The workout function as deployed: its environment, its events, real HTTP below it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.build_workout.settings import Settings
from libs.ai.bedrock.embeddings import BedrockEmbeddings
from libs.clock import SystemClock
from libs.jobs import transitions
from libs.jobs.models import Job, JobUsage, job_id_of
from libs.jobs.outcome import JobMove
from libs.jobs.ports import DailyLimits
from libs.memory.index import UNAVAILABLE
from libs.storage.deletion import Deletion
from libs.storage.items import item_of
from libs.storage.jobs import DynamoJobStore
from libs.storage.keys import Key, day_key, exercises_pk, program_key
from libs.storage.planned_sessions import planned_session
from libs.storage.programs import DynamoProgramStore
from libs.storage.shelves import ProgramShelf
from libs.storage.writes import put
from libs.training_program.models.program import Template
from libs.training_program.models.report import ReportCard
from libs.training_program.models.units import UnitName
from libs.training_program.stored import ProgramUsage, StoredProgram, details_of
from libs.workout.build import LoggedBatch
from libs.workout.models import Workout
from tests.contract.workouts.conftest import ENVIRONMENT, ZONE, Deployed
from tests.unit.lint.clean import lifting_case

SQUATS = "Back squat 5x5 @ 100 kg yesterday at 6:30 pm, RPE 8"
CASE = lifting_case()


def test_its_settings_are_its_environment() -> None:
    fields = Settings.model_fields.items()
    required = {name.upper() for name, field in fields if field.is_required()}

    assert required <= ENVIRONMENT.keys() <= set(Settings.environment_names())


def test_a_reported_workout_is_stored_with_its_records_and_the_agreed_answer(
    deployed: Deployed,
) -> None:
    answer = deployed.run(deployed.event(SQUATS))

    assert answer["success"] is True
    assert {
        "workoutId", "workoutIds", "discipline", "workoutName", "confidence", "extractionMetadata",
        "normalizationSummary",
    } <= answer.keys()  # fmt: skip
    workout = deployed.workouts.find(deployed.user, str(answer["workoutId"]))
    assert workout is not None
    assert workout.workout_data.exercises[0].exercise_id == "back_squat"
    assert workout.completed_at < SystemClock().now()
    [record] = list(deployed.table.query(exercises_pk(deployed.user)))
    assert record["bestLoadKg"] == 100
    job = DynamoJobStore(deployed.table).find(deployed.user, str(answer["jobId"]))
    assert job is not None
    assert (job.state, job.workout_ids) == ("ready", (workout.workout_id,))


def test_a_second_delivery_answers_without_another_workout_or_call(deployed: Deployed) -> None:
    first = deployed.run(deployed.event(SQUATS))

    second = deployed.run(deployed.event(SQUATS))

    assert second["success"] is True
    assert len(deployed.workouts.find_recent(deployed.user, limit=10)) == 1
    assert deployed.model_calls == 1
    assert first["success"] is True


def test_two_sessions_in_a_message_are_two_workouts(deployed: Deployed) -> None:
    text = "Yesterday: 10 km run in 55:00. Today: back squat 3x5 at 110 kg."

    answer = deployed.run(deployed.event(text))

    recent = deployed.workouts.find_recent(deployed.user, limit=10)
    assert [item.discipline.value for item in recent] == ["powerlifting", "running"]
    assert answer["workoutIds"] == [recent[1].workout_id, recent[0].workout_id]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Tomorrow I'll do 5x5 squats at 100 kg", "future_planning"), ("workout", "bare_word")],
)
def test_what_is_no_report_is_skipped_with_a_reason_and_no_call(
    deployed: Deployed, text: str, reason: str
) -> None:
    answer = deployed.run(deployed.event(text))

    assert (answer["success"], answer["skipped"], answer["reason"]) == (False, True, reason)
    assert deployed.workouts.find_recent(deployed.user, limit=1) == ()
    assert deployed.model_calls == 0


@pytest.mark.parametrize("field", ["userId", "coachId", "conversationId", "userMessage"])
def test_a_missing_field_is_named_and_costs_nothing(deployed: Deployed, field: str) -> None:
    event = {key: value for key, value in deployed.event(SQUATS).items() if key != field}

    answer = deployed.run(event)

    assert answer["statusCode"] == 400
    error = answer["error"]
    assert isinstance(error, dict)
    assert error["fields"] == [field]
    assert deployed.model_calls == 0


def test_a_workout_that_answers_todays_template_is_linked_and_counted(deployed: Deployed) -> None:
    program, template = _published(deployed)

    answer = deployed.run(deployed.event(_as_prescribed(template)))

    workout = deployed.workouts.find(deployed.user, str(answer["workoutId"]))
    assert workout is not None
    assert workout.template_id == template.template_id
    comparison = workout.extraction_metadata.template_comparison
    assert comparison is not None
    assert comparison.adherence_score > 60
    row = deployed.table.get(_day_of(deployed, program, template))
    assert row is not None
    assert (row["status"], row["workoutId"]) == ("completed", workout.workout_id)
    assert row["isPrimary"] is True
    assert _count(deployed, program) == 1
    header = ProgramShelf(deployed.table, deployed.objects).find_header(
        deployed.user,
        program.program_id,
        today=program.start_date + timedelta(days=template.day_number - 1),
    )
    assert header is not None
    assert header["adherenceRate"] == 100
    assert header["completion"] == round(100 / program.total_workouts, 1)
    assert header["adherenceScore"] == comparison.adherence_score
    assert "adherenceTotal" not in header


def test_two_sessions_that_answer_one_program_are_linked_in_one_write_and_the_optional_not_counted(
    deployed: Deployed,
) -> None:
    program, template = _published(deployed)
    answer = deployed.run(deployed.event(_as_prescribed(template)))
    workout = deployed.workouts.find(deployed.user, str(answer["workoutId"]))
    assert workout is not None
    logged = (
        _answering(workout, 1, is_primary=True, score=90.0),
        _answering(workout, 2, is_primary=True, score=70.0),
        _answering(workout, 3, is_primary=False, score=40.0),
    )
    before = _header(deployed, program)

    deployed.workouts.publication(LoggedBatch(logged, (), ""))(_move(deployed))

    after = _header(deployed, program)
    assert after["completedWorkouts"] == before["completedWorkouts"] + 2
    assert after["adherenceTotal"] == pytest.approx(before["adherenceTotal"] + 160.0)
    for item in logged:
        deployed.workouts.remove(deployed.user, item.workout_id)
    last = _header(deployed, program)
    assert last["completedWorkouts"] == before["completedWorkouts"]
    assert last["adherenceTotal"] == pytest.approx(before["adherenceTotal"])


def test_a_template_that_was_skipped_meanwhile_keeps_its_state_and_the_workout_is_stored(
    deployed: Deployed,
) -> None:
    program, template = _published(deployed)
    answer = deployed.run(deployed.event(_as_prescribed(template)))
    workout = deployed.workouts.find(deployed.user, str(answer["workoutId"]))
    assert workout is not None
    late = workout.model_copy(update={"workout_id": "workout_late", "message_id": "m2"})

    deployed.workouts.publication(LoggedBatch((late,), (), ""))(_move(deployed))

    stored = deployed.workouts.find(deployed.user, "workout_late")
    row = deployed.table.get(_day_of(deployed, program, template))
    assert stored is not None
    assert stored.template_id is None
    assert row is not None
    assert row["workoutId"] == workout.workout_id
    assert _count(deployed, program) == 1


def test_removing_a_workout_takes_its_records_and_its_link_along(deployed: Deployed) -> None:
    program, template = _published(deployed)
    answer = deployed.run(deployed.event(_as_prescribed(template)))
    workout_id = str(answer["workoutId"])

    removed = [deployed.workouts.remove(deployed.user, workout_id) for _ in range(2)]

    assert removed == [True, False]
    assert list(deployed.table.query(exercises_pk(deployed.user))) == []
    assert deployed.table.get(_day_of(deployed, program, template)) is None
    assert _count(deployed, program) == 0


def _published(deployed: Deployed) -> tuple[StoredProgram, Template]:
    """Store a program whose first training day is the athlete's today."""
    today = SystemClock().now().astimezone(ZoneInfo(ZONE)).date()
    first = next(day for day in CASE.program.days if day.templates)
    shift = today - first.date
    days = tuple(day.model_copy(update={"date": day.date + shift}) for day in CASE.program.days)
    program = CASE.program.model_copy(
        update={
            "program_id": f"program-{deployed.user}",
            "days": days,
            "start_date": CASE.program.start_date + shift,
            "end_date": CASE.program.end_date + shift,
        }
    )
    card = ReportCard(score=97, rules_checked=("S01",))
    usage = ProgramUsage()
    details = details_of(
        program,
        request=CASE.blueprint.request,
        card=card,
        usage=usage,
        generated_at=SystemClock().now(),
    )
    store = DynamoProgramStore(deployed.table, deployed.objects)
    key, version_id = store.save_details(deployed.user, details, check_owner=lambda: None)
    stored = StoredProgram.of(
        program,
        user_id=deployed.user,
        coach_id="coach-1",
        creation_conversation_id="conv-1",
        job_id="job-1",
        s3_detail_key=key,
        s3_version_id=version_id,
        report_card=card,
        usage=usage,
    )
    item = item_of(
        program_key(deployed.user, stored.program_id), "program", stored, now=SystemClock().now()
    )
    deployed.table.write(put("program", item))
    return stored, first.templates[0]


def _as_prescribed(template: Template) -> str:
    """Return a report of the template's main work, done as prescribed."""
    planned = planned_session(template, "program", UnitName.KG)
    lines = []
    for item in planned.exercises:
        first = item.sets[0]
        load = f" @ {first.load_kg:g} kg" if first.load_kg else ""
        lines.append(f"{item.name} {len(item.sets)}x{first.reps or 10}{load}")
    return "Today I did:\n" + "\n".join(lines)


def _day_of(deployed: Deployed, program: StoredProgram, template: Template) -> Key:
    return day_key(deployed.user, program.program_id, template.day_number, template.template_id)


def _answering(workout: Workout, number: int, *, is_primary: bool, score: float) -> Workout:
    """Return another workout that answers a template of its own of the same program."""
    metadata = workout.extraction_metadata
    assert metadata.template_comparison is not None
    comparison = metadata.template_comparison.model_copy(
        update={
            "template_id": f"template-{number}",
            "is_primary": is_primary,
            "adherence_score": score,
        }
    )
    return workout.model_copy(
        update={
            "workout_id": f"workout_{number}",
            "message_id": f"other-{number}",
            "template_id": comparison.template_id,
            "extraction_metadata": metadata.model_copy(update={"template_comparison": comparison}),
        }
    )


def _header(deployed: Deployed, program: StoredProgram) -> dict[str, Any]:
    item = deployed.table.get(program_key(deployed.user, program.program_id))
    assert item is not None
    return {"completedWorkouts": 0, "adherenceTotal": 0, **item}


def _count(deployed: Deployed, program: StoredProgram) -> object:
    item = deployed.table.get(program_key(deployed.user, program.program_id))
    return item["completedWorkouts"] if item else None


def _move(deployed: Deployed) -> JobMove:
    """Return the last move of a second job."""
    now = SystemClock().now()
    jobs = DynamoJobStore(deployed.table)
    times = transitions.JobTimes(45)
    job = Job(
        job_id=job_id_of("workout", "conv-1", "m2"),
        user_id=deployed.user,
        kind="workout",
        conversation_id="conv-1",
        coach_id="coach-1",
        message_id="m2",
        lease_until=times.queued_until(now, 1),
        created_at=now,
        updated_at=now,
    )
    jobs.create(job, limits=DailyLimits(tokens=1_000_000))
    leased = transitions.take_lease(job, owner="me", now=now, times=times)
    jobs.commit(JobMove(leased, job))
    result = transitions.Result(workout_ids=("workout_late",))
    ready = transitions.ready(
        leased, owner="me", result=result, usage=JobUsage(), now=now + timedelta(seconds=1)
    )
    return JobMove(ready, leased)


def test_a_workout_is_found_by_its_meaning(deployed: Deployed) -> None:
    answer = deployed.run(deployed.event("Back squat 5x5 @ 100 kg. Then a 5 km run in 27:30."))

    assert answer["indexed"] is True
    hits = deployed.look_for("back squat")
    assert {hit.record.id for hit in hits} == set(deployed.ids_of(answer))
    assert "squat" in hits[0].record.text
    assert all(hit.record.kind == "workout" for hit in hits)


def test_a_vector_store_that_is_down_loses_no_workout(
    deployed: Deployed, capfd: pytest.CaptureFixture[str]
) -> None:
    deployed.vectors.refuse_with = 400

    answer = deployed.run(deployed.event(SQUATS))
    told = capfd.readouterr().out
    deployed.vectors.refuse_with = None

    assert (answer["success"], answer["indexed"]) == (True, False)
    assert deployed.workouts.find(deployed.user, str(answer["workoutId"])) is not None
    assert deployed.look_for("back squat") == ()
    assert UNAVAILABLE in told


def test_a_workout_deleted_while_it_is_indexed_leaves_no_record(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed = BedrockEmbeddings.embed

    def delete_meanwhile(self: BedrockEmbeddings, text: str) -> tuple[float, ...]:
        deletion = Deletion(deployed.table, deployed.objects, vectors=None, clock=SystemClock())
        for workout in deployed.workouts.find_recent(deployed.user, limit=10):
            deletion.delete_workout(deployed.user, workout.workout_id)
        return embed(self, text)

    monkeypatch.setattr(BedrockEmbeddings, "embed", delete_meanwhile)
    answer = deployed.run(deployed.event(SQUATS))
    monkeypatch.undo()

    assert (answer["success"], answer["indexed"]) == (True, False)
    assert deployed.look_for("back squat") == ()
