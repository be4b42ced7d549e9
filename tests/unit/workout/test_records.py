from __future__ import annotations

from datetime import timedelta

from libs.workout.build import BuildResult
from libs.workout.ports import PlannedExercise, PlannedSession, PlannedSet
from tests.unit.workout.fakes import (
    NOW,
    Bench,
    MemoryPlan,
    a_report,
    a_run,
    an_order,
    calling,
    lifting,
    logged,
)


def _after(bench: Bench, text: str, report: dict[str, object], *, days: int) -> BuildResult:
    bench.model.replies = [calling(a_report(report))]
    sent = NOW + timedelta(days=days)
    return bench.log(an_order(text, message_id=f"m{days}", now=sent, message_at=sent))


def test_records_come_from_history_and_the_first_time_beats_nothing() -> None:
    bench = Bench.answering({})
    first = logged(_after(bench, "Squat 5x5 at 100 kg", lifting("Squat"), days=1))
    heavier = lifting("Squat", sets="5", reps="5", load="105 kg")
    second = logged(_after(bench, "Squat 5x5 at 105 kg", heavier, days=3))
    lighter = lifting("Squat", sets="5", reps="5", load="90 kg")
    third = logged(_after(bench, "Squat 5x5 at 90 kg, new PR!", lighter, days=5))

    kinds = {item.pr_type: item for item in second.workout_data.pr_achievements}
    assert first.workout_data.pr_achievements == ()
    assert third.workout_data.pr_achievements == ()
    assert kinds.keys() == {"1rm", "volume_pr"}
    assert kinds["1rm"].improvement_percentage == 5.0
    assert kinds["1rm"].significance == "major"


def test_a_faster_run_over_the_same_distance_is_a_pace_record() -> None:
    bench = Bench.answering({})
    _after(
        bench,
        "Ran 5 km in 26:00",
        a_run("Ran 5 km in 26:00", distance="5 km", time="26:00"),
        days=1,
    )
    faster = a_run("Ran 5 km in 25:00", distance="5 km", time="25:00")
    sprint = a_run("Ran 1 km in 4:00", distance="1 km", time="4:00")

    quick = logged(_after(bench, "Ran 5 km in 25:00", faster, days=2))
    short = logged(_after(bench, "Ran 1 km in 4:00", sprint, days=3))

    assert [item.pr_type for item in quick.workout_data.pr_achievements] == ["pace_pr"]
    assert short.workout_data.pr_achievements == ()


def test_a_benchmark_done_faster_is_a_time_record() -> None:
    def fran(time: str) -> dict[str, object]:
        part = {"kind": "conditioning", "format": "for_time", "name": "Fran", "time": time}
        return {"discipline": "crossfit", "name": "Fran", "parts": [part]}

    bench = Bench.answering({})
    _after(bench, "Did Fran in 4:30", fran("4:30"), days=1)
    second = logged(_after(bench, "Did Fran in 4:12", fran("4:12"), days=20))

    [record] = second.workout_data.pr_achievements
    assert (record.pr_type, record.previous_best, record.new_best) == ("workout_time", 270, 252)


def _plan(*exercises: PlannedExercise) -> MemoryPlan:
    session = PlannedSession("p1", "t1", "g1", 3, "Lower", 1, exercises)
    return MemoryPlan((session,))


def _squats(load: float) -> PlannedExercise:
    return PlannedExercise("Back Squat", "back_squat", "squat", (PlannedSet(5, load),) * 5)


def test_a_session_that_answers_the_days_template_is_compared_set_by_set() -> None:
    bench = Bench.answering(a_report(lifting(quote="Back squat 5x5 at 100 kg")))
    bench.plan = _plan(_squats(110.0))

    workout = logged(bench.log(an_order("Back squat 5x5 at 100 kg")))

    comparison = workout.extraction_metadata.template_comparison
    assert comparison is not None
    assert workout.template_id == "t1"
    assert comparison.was_scaled
    assert comparison.adherence_score == 90.9
    assert [item.completed_kg for item in comparison.exercises[0].sets] == [100.0] * 5


def test_another_session_than_the_planned_one_is_not_linked() -> None:
    text = "Ran 5 km in 25:00"
    bench = Bench.answering(a_report(a_run(text, distance="5 km", time="25:00")))
    bench.plan = _plan(_squats(100.0))

    workout = logged(bench.log(an_order(text)))

    assert workout.template_id is None
    assert workout.extraction_metadata.template_comparison is None


def test_one_template_is_answered_by_one_session_of_a_message() -> None:
    text = "This morning back squat 5x5 at 100 kg. In the evening back squat 5x5 at 100 kg again."
    bench = Bench.answering(
        a_report(
            lifting(quote="This morning back squat 5x5 at 100 kg."),
            lifting(quote="In the evening back squat 5x5 at 100 kg again."),
        )
    )
    bench.plan = _plan(_squats(100.0))

    bench.log(an_order(text))

    linked = [item.template_id for item in bench.history.workouts.values()]
    assert sorted(map(str, linked)) == ["None", "t1"]
