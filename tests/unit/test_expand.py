"""Written sessions become typed ones: the ledger's numbers, loads that exist, ids and dates."""

from __future__ import annotations

import pytest

from libs.training_program.expand import Expanded, expand_session
from libs.training_program.language import Session
from libs.training_program.models.blueprint import Blueprint, EnduranceTarget, Load
from libs.training_program.models.program import (
    AmrapReps,
    Block,
    PrescribedExercise,
    RepRange,
    Template,
)
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.reach import Reach
from tests.unit.builders_program import (
    a_blueprint,
    a_row,
    a_session,
    first_slot,
    with_rows,
    with_slot,
    with_target,
)

PLAIN = with_rows(a_blueprint())
"""No main lift in the first slot: what is written stays."""
WARM_UP = "Warm-up 8 min | 3 min Bike + 10 Leg Swing per side"


def expanded(session: Session, blueprint: Blueprint = PLAIN) -> Expanded:
    """Expand a session into the first slot."""
    return expand_session(
        session, first_slot(blueprint), blueprint, reach=Reach.of(blueprint.request)
    )


def template_of(*texts: str, blueprint: Blueprint = PLAIN) -> Template:
    """Return the template of these lines."""
    return expanded(a_session(*texts), blueprint).template


def only(*texts: str, blueprint: Blueprint = PLAIN) -> PrescribedExercise:
    """Return the last exercise of these lines."""
    return template_of(*texts, blueprint=blueprint).prescribed_exercises[-1]


def block_of(text: str) -> tuple[Block, tuple[PrescribedExercise, ...]]:
    """Return the last block of a line and its exercises."""
    template = template_of(text)
    block = template.blocks[-1]
    found = [item for item in template.prescribed_exercises if item.block_id == block.block_id]
    return block, tuple(found)


class TestLedger:
    def test_a_row_overwrites_sets_repetitions_and_percent_and_gives_the_load(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row(sets=4, reps=6, percent_1rm=75))

        squat = only("Back Squat | 8x1 @99% rest 4 min | brace", blueprint=blueprint)

        assert (squat.sets, squat.reps, squat.is_main_lift) == (4, 6, True)
        assert squat.weight is not None
        assert (squat.weight.value, squat.weight.percentage_1rm) == (105, 75)
        assert (squat.rest_s, squat.form_notes) == (240, "brace")
        assert [item.weight for item in squat.working_sets if not item.is_ramp] == [
            squat.weight
        ] * 4

    def test_a_missing_main_lift_is_added_behind_the_warm_up(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row())

        result = expanded(a_session(WARM_UP, "Leg Curl | 3x12 RPE 8"), blueprint)

        names = [item.exercise_name for item in result.template.prescribed_exercises]
        assert names == ["Bike", "Leg Swing", "Back Squat", "Leg Curl"]
        assert "d1.1: Back Squat: the main lift was missing and is added" in result.problems

    def test_another_name_of_the_lift_is_the_lift(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row())

        template = template_of("Barbell Back Squat | 3x10 RPE 6", blueprint=blueprint)

        assert [item.exercise_name for item in template.prescribed_exercises] == ["Back Squat"]

    def test_a_second_helping_of_a_main_lift_is_dropped(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row())

        result = expanded(a_session("Back Squat | 4x6 @75%", "Back Squat | 2x12 @60%"), blueprint)

        assert len(result.template.prescribed_exercises) == 1
        assert result.problems == ("d1.1: Back Squat: the main lift came twice, the first is kept",)

    def test_a_main_lift_inside_a_block_is_done_on_its_own(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row())

        template = template_of("AMRAP 8 min | 5 Back Squat + 5 Pull-up", blueprint=blueprint)

        by_kind = {block.kind: block.size for block in template.blocks}
        assert by_kind["straight"] == 1
        assert by_kind["amrap"] == 1

    def test_a_row_without_a_maximum_leads_by_effort(self) -> None:
        row = a_row("Front Squat", percent_1rm=None, rpe=7.5)

        squat = only("Front Squat | 5x5 @80%", blueprint=with_rows(a_blueprint(), row))

        assert (squat.weight, squat.rpe) == (None, 7.5)

    def test_a_row_in_percent_of_an_unknown_maximum_becomes_an_effort(self) -> None:
        row = a_row("Front Squat", percent_1rm=80, reps=6)

        squat = only("Front Squat | 5x5 @80%", blueprint=with_rows(a_blueprint(), row))

        assert (squat.weight, squat.rpe) == (None, 8)

    def test_the_rows_load_is_rounded_to_the_plates_that_are_owned(self) -> None:
        blueprint = a_blueprint(
            places=[{"equipment": ["barbell", "rack", "bench"], "plates": [5, 10, 25]}]
        )
        row = a_row(percent_1rm=75, load=Load(value=105, unit=UnitName.KG))

        squat = only("Back Squat | 4x6", blueprint=with_rows(blueprint, row))

        assert squat.weight is not None
        assert squat.weight.value == 100
        assert squat.weight.percentage_1rm == 75

    def test_a_load_that_plates_move_too_far_is_left_to_effort(self) -> None:
        blueprint = a_blueprint(
            places=[{"equipment": ["barbell", "rack", "bench"], "plates": [20]}]
        )

        squat = only("Back Squat | 4x6", blueprint=with_rows(blueprint, a_row()))

        assert squat.weight is None
        assert squat.rpe is not None

    def test_a_test_row_is_a_single_at_the_maximum_with_ramp_sets(self) -> None:
        row = a_row(sets=1, reps=1, percent_1rm=100, is_test=True)

        squat = only("Back Squat | 5x5 @75%", blueprint=with_rows(a_blueprint(), row))

        assert squat.is_test
        assert [item.is_ramp for item in squat.working_sets] == [True, True, True, False]

    def test_a_main_lift_off_its_days_stays_light(self) -> None:
        blueprint = with_slot(a_blueprint(), main_lifts=())

        squat = only("Back Squat | 3x3 @90%", blueprint=blueprint)

        assert squat.weight is not None
        assert squat.weight.percentage_1rm == 75


class TestEndurance:
    TARGET = EnduranceTarget(
        slot_id="d1.1",
        week=1,
        sport=SportName.RUN,
        minutes=40,
        easy_minutes=22,
        work=("Run | 12 min @easy pace", "Run | 6x2 min @5k pace rest 90 s", "Run | 10 min Z1"),
    )
    BLUEPRINT = with_slot(
        with_target(a_blueprint(), TARGET),
        kind=SessionKind.INTERVALS,
        sport=SportName.RUN,
        main_lifts=(),
    )

    def test_the_targets_work_stands_for_what_was_written(self) -> None:
        template = template_of(
            "Warm-up 15 min | 15 min Run",
            "Run | 20x400 m @3k pace rest 10 s | quick feet",
            "Couch Stretch | 2x45 s per side",
            blueprint=self.BLUEPRINT,
        )

        assert [item.text for item in template.prescribed_exercises] == [
            "12 min @ easy pace",
            "6 x 2 min @ 5k pace, rest 90 s",
            "10 min Z1",
            "2 x 45 s per side, rest 30 s",
        ]
        assert template.prescribed_exercises[0].form_notes == "quick feet"

    def test_a_target_without_work_is_a_steady_piece(self) -> None:
        bare = self.TARGET.model_copy(update={"work": ()})
        blueprint = with_slot(
            with_target(a_blueprint(), bare), sport=SportName.RUN, kind=SessionKind.EASY
        )

        template = template_of("Run | 90 min", blueprint=blueprint)

        assert [item.text for item in template.prescribed_exercises] == ["40 min @ easy pace"]

    def test_intervals_are_one_set_each(self) -> None:
        run = only("Run | 6x400 m @5k pace rest 90 s")

        assert [(item.distance_m, item.rest_s) for item in run.working_sets] == [(400, 90)] * 6
        assert run.pace is not None
        assert run.pace.label == "5k"

    def test_a_named_pace_gets_the_athletes_seconds(self) -> None:
        best = {"performances": [{"sport": "run", "distanceM": 5000, "timeS": 1500}]}

        run = only("Run | 6x400 m @5k pace", blueprint=with_rows(a_blueprint(baselines=best)))

        assert run.pace is not None
        assert run.pace.seconds == 300


class TestLoads:
    def test_an_accessorys_load_is_converted_and_rounded(self) -> None:
        curl = only("Dumbbell Curl | 3x10 @25 lbs")

        assert curl.weight is not None
        assert (curl.weight.value, curl.weight.unit) == (12.5, UnitName.KG)

    def test_a_load_is_never_heavier_than_what_is_owned(self) -> None:
        blueprint = a_blueprint(places=[{"equipment": ["dumbbells"], "maxDumbbell": 20}])

        press = only("Dumbbell Floor Press | 3x8 @40 kg", blueprint=with_rows(blueprint))

        assert press.weight is not None
        assert press.weight.value == 20

    def test_a_barbell_is_never_lighter_than_the_bar(self) -> None:
        row = only("Barbell Row | 3x8 @5 kg")

        assert row.weight is not None
        assert row.weight.value == 20

    def test_an_impossible_dumbbell_becomes_an_effort(self) -> None:
        press = only("Dumbbell Bench Press | 3x8 @120 kg")

        assert press.weight is None
        assert press.rpe is not None

    def test_a_loaded_exercise_without_intensity_takes_the_weeks_effort(self) -> None:
        press = only("Dumbbell Bench Press | 3x8")

        assert press.rpe == PLAIN.ledger.week(1).accessory_rpe

    def test_bodyweight_work_stays_without_an_effort(self) -> None:
        push_up = only("Push-up | 3x12")

        assert (push_up.weight, push_up.rpe) == (None, None)

    def test_accessories_are_no_harder_than_the_week_allows(self) -> None:
        blueprint = with_slot(PLAIN, is_deload=True)

        press = only("Dumbbell Bench Press | 3x8 RPE 10", blueprint=blueprint)

        assert press.rpe == PLAIN.ledger.week(1).accessory_rpe

    def test_a_mobility_session_holds_nothing_hard(self) -> None:
        blueprint = with_slot(PLAIN, kind=SessionKind.MOBILITY, sport=SportName.MIXED)

        template = template_of("Back Squat | 5x5 @85%", "Plank | 3x40 s RPE 9", blueprint=blueprint)

        found = [item for item in template.prescribed_exercises if item.sets]
        assert [(item.weight, item.rpe) for item in found] == [(None, 5), (None, 5)]

    def test_a_light_week_holds_no_heavy_extras(self) -> None:
        blueprint = with_slot(a_blueprint(), main_lifts=(), is_deload=True)
        ledger = blueprint.ledger.model_copy(update={"lifts": ()})
        blueprint = blueprint.model_copy(update={"ledger": ledger})

        squat = only("Back Squat | 3x3 @90%", blueprint=blueprint)

        assert squat.weight is not None
        assert squat.weight.percentage_1rm == 70

    def test_heavy_work_gets_three_ramp_sets_that_rise_to_it(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row(reps=3, percent_1rm=87.5))

        squat = only("Back Squat | 4x3", blueprint=blueprint)

        loads = [item.weight.value for item in squat.working_sets if item.weight]
        assert [item.is_ramp for item in squat.working_sets][:4] == [True, True, True, False]
        assert loads == sorted(item for item in loads if item is not None)

    @pytest.mark.parametrize(
        ("line", "rest_s"),
        [
            ("Barbell Row | 3x4 RPE 8", 180),
            ("Barbell Row | 3x8 RPE 8", 120),
            ("Dumbbell Curl | 3x10 RPE 8", 75),
            ("Dumbbell Curl | 3x10 RPE 8 rest 45 s", 45),
            ("Dumbbell Curl | 3x10 RPE 8 rest 60 min", 600),
        ],
    )
    def test_rest_is_that_of_the_time_model_unless_written(self, line: str, rest_s: int) -> None:
        exercise = only(line)

        assert exercise.rest_s == rest_s
        assert all(item.rest_s == rest_s for item in exercise.working_sets)


class TestBlocks:
    def test_lines_of_one_letter_are_a_superset(self) -> None:
        template = template_of("A1 Dumbbell Row | 3x8 RPE 8", "A2 Push-up | 3x12", "Plank | 3x40 s")

        assert [(block.kind, block.size) for block in template.blocks] == [
            ("superset", 2),
            ("straight", 1),
        ]
        assert [item.rest_s for item in template.prescribed_exercises][:2] == [30, 120]

    def test_an_amrap_keeps_its_minutes_and_repetitions(self) -> None:
        block, exercises = block_of("AMRAP 12 min | 5 Pull-up + 10 Push-up + 12 cal Row")

        assert (block.kind, block.minutes, block.size) == ("amrap", 12, 3)
        assert [item.reps for item in exercises] == [5, 10, None]
        assert exercises[2].calories == 12
        assert block.text == "AMRAP 12 min: 5 Pull-up + 10 Push-up + 12 cal Row"

    def test_an_alternating_emom_shares_its_minutes(self) -> None:
        block, _ = block_of("EMOM 12 min | 12 cal Row / 8 Burpee / 40 s Plank")

        assert (block.minutes, block.interval_s, block.rounds) == (12, 60, 4)
        assert block.title == "EMOM 12 min alternating"

    def test_work_for_time_has_its_scheme_and_cap(self) -> None:
        block, exercises = block_of("For time 21-15-9 cap 12 min | Thruster @40 kg + Pull-up")

        assert (block.scheme, block.minutes) == ((21, 15, 9), 12)
        assert exercises[0].weight is not None
        assert exercises[0].weight.value == 40

    def test_work_for_time_without_a_cap_gets_one(self) -> None:
        block, _ = block_of("5 rounds for time | 400 m Run + 15 Air Squat")

        assert block.minutes is not None
        assert 12 <= block.minutes <= 25

    def test_a_ladder_of_its_exercises_is_the_scheme(self) -> None:
        block, exercises = block_of("For time | 21-15-9 Thruster @40 kg + 21-15-9 Pull-up")

        assert block.scheme == (21, 15, 9)
        assert [item.reps for item in exercises] == [None, None]

    def test_a_tabata_is_eight_rounds_of_twenty_seconds(self) -> None:
        block, exercises = block_of("Tabata | Air Squat")

        assert (block.minutes, block.rounds, block.interval_s) == (4, 8, 30)
        assert exercises[0].time is not None
        assert exercises[0].time.value == 20

    def test_a_circuit_has_rounds_and_rest(self) -> None:
        block, exercises = block_of("3 rounds rest 90 s | 10 Push-up + 15 Air Squat")

        assert (block.kind, block.rounds, block.rest_s) == ("circuit", 3, 90)
        assert [item.rest_s for item in exercises] == [0, 0]

    @pytest.mark.parametrize(
        ("line", "reps"),
        [
            ("Push-up | 3x8-12", RepRange(min=8, max=12)),
            ("Push-up | 3xAMRAP", AmrapReps()),
            ("Push-up | 3x5+", AmrapReps(min=5)),
            ("Push-up | 3x10", 10),
        ],
    )
    def test_repetitions_are_typed(self, line: str, reps: object) -> None:
        assert only(line).reps == reps

    def test_a_ladder_of_one_exercise_is_a_set_for_each_step(self) -> None:
        exercise = only("Push-up | 10-8-6")

        assert [item.reps for item in exercise.working_sets] == [10, 8, 6]
        assert exercise.sets == 3


class TestWarmUp:
    @pytest.mark.parametrize(
        "line", ["Box Jump | 4x3", "Barbell Row | 3x3 @85%", "Run | 8x100 m @sprint pace"]
    )
    def test_hard_work_without_a_warm_up_gets_one(self, line: str) -> None:
        template = template_of(line)

        assert template.blocks[0].kind == "warmup"
        assert template.blocks[0].minutes

    def test_easy_work_and_own_warm_ups_get_none(self) -> None:
        own = template_of(WARM_UP, "Box Jump | 4x3")
        easy = template_of("Push-up | 3x10")

        assert [block.kind for block in own.blocks] == ["warmup", "straight"]
        assert [block.kind for block in easy.blocks] == ["straight"]

    def test_the_warm_up_holds_nothing_that_is_refused(self) -> None:
        blueprint = a_blueprint(bans=[{"text": "Cat-Cow"}, {"text": "squat", "kind": "word"}])

        template = template_of("Box Jump | 4x3", blueprint=with_rows(blueprint))

        names = {item.exercise_name for item in template.prescribed_exercises[:-1]}
        assert names
        assert not names & {"Cat-Cow", "Air Squat"}


class TestOrder:
    def test_power_and_main_lifts_stand_before_accessories_and_conditioning(self) -> None:
        template = template_of(
            "AMRAP 6 min | 10 Push-up",
            "Dumbbell Curl | 2x10",
            "Cool-down 3 min | 30 s Child's Pose",
            "Back Squat | 4x6",
            "Box Jump | 3x3",
            WARM_UP,
            blueprint=with_rows(a_blueprint(), a_row()),
        )

        names = [item.exercise_name for item in template.prescribed_exercises]
        assert names[2:] == ["Box Jump", "Back Squat", "Dumbbell Curl", "Push-up", "Child's Pose"]


class TestMinutes:
    LONG = tuple(f"{name} | 5x12 RPE 8 rest 3 min" for name in (
        "Dumbbell Bench Press", "Barbell Row", "Leg Press", "Dumbbell Curl", "Lat Pulldown",
        "Leg Curl", "Triceps Pushdown",
    ))  # fmt: skip

    def test_accessories_give_way_from_the_end_until_the_session_fits(self) -> None:
        blueprint = with_slot(with_rows(a_blueprint(), a_row()), minutes=40)

        result = expanded(a_session("Back Squat | 4x6", *self.LONG), blueprint)

        names = [item.exercise_name for item in result.template.prescribed_exercises]
        assert result.template.estimated_duration <= first_slot(blueprint).minutes * 1.1
        assert names[:2] == ["Back Squat", "Dumbbell Bench Press"]
        assert "Triceps Pushdown" not in names
        assert "d1.1: Triceps Pushdown: left out, the session was too long" in result.problems

    def test_a_block_against_the_clock_is_shortened(self) -> None:
        template = template_of("AMRAP 90 min | 10 Push-up")

        assert template.blocks[0].minutes == 66
        assert template.estimated_duration == 66

    def test_the_ledgers_work_is_never_cut(self) -> None:
        blueprint = with_slot(with_rows(a_blueprint(), a_row(sets=6)), minutes=15)

        template = template_of("Dumbbell Curl | 3x10", blueprint=blueprint)

        assert [(item.exercise_name, item.sets) for item in template.prescribed_exercises] == [
            ("Back Squat", 6)
        ]

    def test_extras_beside_endurance_work_leave_room_for_it(self) -> None:
        blueprint = with_slot(TestEndurance.BLUEPRINT, minutes=40)

        template = template_of(
            "Dumbbell Curl | 5x10 RPE 8",
            "EMOM 20 min | 10 Push-up",
            "Cool-down 9 min | Child's Pose",
            blueprint=blueprint,
        )

        assert template.estimated_duration <= 44
        assert [block.kind for block in template.blocks] == ["steady", "intervals", "steady"]

    def test_a_deload_holds_fewer_sets(self) -> None:
        blueprint = with_rows(a_blueprint(), a_row(sets=2))
        rows = tuple(row.model_copy(update={"hard_sets": 18}) for row in blueprint.ledger.weeks)
        blueprint = blueprint.model_copy(
            update={"ledger": blueprint.ledger.model_copy(update={"weeks": rows})}
        )

        template = template_of("Back Squat | 2x6", *self.LONG, blueprint=blueprint)

        assert sum(item.sets or 0 for item in template.prescribed_exercises) <= 8


class TestHeading:
    def test_ids_dates_and_roles_come_from_the_slot(self) -> None:
        session = a_session("Push-up | 3x10", slot_id="d99.9", title="Week 3 Day 2: Push (60 min)")

        template = expanded(session).template

        slot = first_slot(PLAIN)
        assert template.template_id == "program_x_d001_1"
        assert template.group_id == "program_x_d001"
        assert (template.scheduled_date, template.phase_id) == (slot.on, slot.phase_id)
        assert (template.session_role, template.template_priority) == ("primary", 1)
        assert template.name == "Push (60 min)"

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("Lower A [insert name]", "Lower A"),
            ("Deload - Lower", "Lower"),
            ("12-week block: Squat 5x5", PLAIN.grid.slots[0].theme.title),
            ("<script>x</script>Push", "xPush"),
            ("", PLAIN.grid.slots[0].theme.title),
        ],
    )
    def test_titles_hold_no_counts_placeholders_or_tags(self, title: str, name: str) -> None:
        assert expanded(a_session("Push-up | 3x10", title=title)).template.name == name

    def test_equipment_is_the_union_of_needs(self) -> None:
        template = template_of("Bench Press | 3x8 RPE 7", "Pull-up | 3x5")

        assert set(template.required_equipment) >= {"barbell", "bench", "pullup_bar"}

    def test_a_second_session_of_the_day_is_optional(self) -> None:
        blueprint = with_rows(a_blueprint(sessionsPerDay=2))
        slot = blueprint.grid.slots[1]

        template = expand_session(
            a_session("Push-up | 3x10"), slot, blueprint, reach=Reach.of(blueprint.request)
        ).template

        assert (template.template_id, template.session_role) == ("program_x_d001_2", "optional")

    def test_notes_and_cues_state_no_numbers_of_their_own(self) -> None:
        session = a_session(
            "Bench Press | 3x8 RPE 7 | use 100 kg; elbows in", note="Breathe. Do 5x5 at 90%. Smile."
        )

        template = expanded(session).template

        assert template.prescribed_exercises[0].form_notes == "elbows in"
        assert template.coaching_notes == "Breathe. Smile."

    def test_an_unknown_movement_is_kept_as_written(self) -> None:
        exercise = only("Zorbing Plonk | 3x10 RPE 7")

        assert (exercise.exercise_name, exercise.match_tier) == ("Zorbing Plonk", "unknown")
        assert exercise.exercise_id is None

    def test_a_member_without_a_dose_gets_one_and_is_reported(self) -> None:
        result = expanded(a_session("AMRAP 8 min | 5 Pull-up + Push-up"))

        assert result.template.prescribed_exercises[1].reps == 10
        assert result.problems == ("d1.1: Push-up: no dose in the amrap, a usual one is set",)

    def test_the_source_is_kept(self) -> None:
        slot = first_slot(PLAIN)

        found = expand_session(
            a_session("Push-up | 3x10"),
            slot,
            PLAIN,
            reach=Reach.of(PLAIN.request),
            source="repaired",
        )

        assert found.template.source == "repaired"


class TestEvent:
    def test_the_days_event_leaves_only_the_way_in_and_its_lifts(self) -> None:
        row = a_row(sets=3, reps=1, percent_1rm=92.5, is_test=True)
        blueprint = with_slot(with_rows(a_blueprint(), row), is_event=True)

        template = template_of(
            WARM_UP, "Back Squat | 5x5", "Leg Press | 5x20 RPE 9", "AMRAP 20 min | 10 Burpee",
            blueprint=blueprint,
        )  # fmt: skip

        names = [item.exercise_name for item in template.prescribed_exercises]
        assert names == ["Bike", "Leg Swing", "Back Squat"]
