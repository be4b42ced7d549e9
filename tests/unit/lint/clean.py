"""Two hand-written programs that break no rule: eight weeks of lifting, twelve to a marathon.

They are written from coaching practice, not by the generator, so the lint is tested against
something that does not share its code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from libs.training_program.lint.rule import LintContext
from libs.training_program.minutes import session_minutes
from libs.training_program.models.blueprint import (
    Blueprint,
    NormalizationReport,
    Phase,
    ProgressionLedger,
    Slot,
    SlotGrid,
    week_of,
)
from libs.training_program.models.plan import Plan, SessionTheme
from libs.training_program.models.program import (
    Block,
    Distance,
    Pace,
    PrescribedExercise,
    Program,
    ProgramDay,
    Template,
    Weight,
    WorkingSet,
)
from libs.training_program.models.request import Assumption, TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import (
    WEEKDAYS,
    PhaseIntent,
    SessionKind,
    SportName,
)

START = date(2026, 3, 2)
"""A Monday."""
CAUTION = (
    "See a doctor before you start if you have a heart condition, chest pain or dizziness, and "
    "stop when something hurts."
)
SCREENING = Assumption(
    field="health.screening", value="not on file", reason="No health screening was answered."
)
EQUIPMENT = [
    "barbell",
    "squat rack",
    "bench",
    "dumbbells",
    "cable machine",
    "pull-up bar",
    "leg curl",
]
MAXIMA = {"Back Squat": 140.0, "Bench Press": 100.0, "Deadlift": 180.0, "Overhead Press": 65.0}
DIALS = (
    (4, 8, 67.5), (4, 8, 70.0), (4, 6, 75.0), (4, 6, 77.5),
    (2, 6, 65.0), (4, 5, 80.0), (4, 4, 82.5), (4, 3, 85.0),
)  # fmt: skip
"""Sets, repetitions and percentage of the main lifts, week by week; the fifth is a deload."""


@dataclass(frozen=True)
class Session:
    """One session before it has a date."""

    name: str
    kind: SessionKind
    blocks: tuple[tuple[Block, tuple[PrescribedExercise, ...]], ...]
    equipment: tuple[str, ...] = ()
    sport: SportName = SportName.LIFT
    flags: tuple[str, ...] = ()


def rounded(load: float) -> float:
    """Return the load on a bar with plates of 1.25 kg."""
    return round(load / 2.5) * 2.5


def main_lift(name: str, week: int) -> PrescribedExercise:
    """Return a main lift with one ramp set and its working sets."""
    sets, reps, percent = DIALS[week - 1]
    load = rounded(MAXIMA[name] * percent / 100)
    weight = Weight(value=load, unit=UnitName.KG, percentage_1rm=percent)
    ramp = WorkingSet(
        set_number=1,
        is_ramp=True,
        reps=5,
        weight=Weight(value=rounded(load * 0.6), unit=UnitName.KG),
        rest_s=60,
    )
    work = tuple(
        WorkingSet(set_number=n, reps=reps, weight=weight, rest_s=150) for n in range(2, sets + 2)
    )
    return PrescribedExercise(
        exercise_name=name,
        movement_type="barbell",
        block_id="B",
        sets=sets,
        reps=reps,
        weight=weight,
        rest_s=150,
        is_main_lift=True,
        working_sets=(ramp, *work),
        text=f"{sets} x {reps} @ {percent:g}% ({load:g} kg)",
    )


def accessory(name: str, sets: int, reps: int, *, week: int, rpe: float = 8) -> PrescribedExercise:
    """Return an accessory by effort; the deload halves its sets."""
    deload = week == 5
    return PrescribedExercise(
        exercise_name=name,
        movement_type="other",
        block_id=name,
        sets=max(sets // 2, 1) if deload else sets,
        reps=reps,
        rpe=6 if deload else rpe,
        rest_s=75,
        text=f"{max(sets // 2, 1) if deload else sets} x {reps} RPE {6 if deload else rpe:g}",
    )


def warm_up() -> tuple[Block, tuple[PrescribedExercise, ...]]:
    """Return five minutes of warm-up."""
    drill = PrescribedExercise.model_validate(
        {"exercise_name": "Leg Swing", "block_id": "W", "reps": 10, "movement_type": "bodyweight"}
    )
    return Block(block_id="W", kind="warmup", minutes=5), (drill,)


def lifting(name: str, kind: SessionKind, *, equipment: str, parts: Iterable[PrescribedExercise],
            week: int) -> Session:  # fmt: skip
    """Return a lifting session of straight sets behind a warm-up."""
    blocks = [warm_up()]
    blocks += [(Block(block_id=part.block_id, kind="straight"), (part,)) for part in parts]
    return Session(
        name=name,
        kind=kind,
        blocks=tuple(blocks),
        equipment=tuple(equipment.split()),
        flags=("is_deload",) if week == 5 else (),
    )


def lifting_week(week: int) -> dict[int, Session]:
    """Return the sessions of a week by weekday number."""

    def extra(name: str, sets: int, reps: int) -> PrescribedExercise:
        return accessory(name, sets, reps, week=week)

    return {
        0: lifting(
            "Lower A",
            SessionKind.LOWER,
            equipment="barbell plate rack pullup_bar",
            week=week,
            parts=(
                main_lift("Back Squat", week),
                extra("Romanian Deadlift", 3, 8),
                extra("Walking Lunge", 3, 12),
                extra("Standing Calf Raise", 3, 12),
                extra("Hanging Knee Raise", 3, 10),
            ),
        ),
        1: lifting(
            "Upper A",
            SessionKind.UPPER,
            equipment="barbell plate bench cable dumbbell",
            week=week,
            parts=(
                main_lift("Bench Press", week),
                extra("Barbell Row", 4, 8),
                extra("Lat Pulldown", 3, 10),
                extra("Dumbbell Lateral Raise", 3, 15),
            ),
        ),
        3: lifting(
            "Lower B",
            SessionKind.LOWER,
            equipment="barbell plate dumbbell leg_curl_machine",
            week=week,
            parts=(
                main_lift("Deadlift", week),
                extra("Goblet Squat", 3, 10),
                extra("Leg Curl", 3, 12),
                extra("Plank", 3, 12),
            ),
        ),
        4: lifting(
            "Upper B",
            SessionKind.UPPER,
            equipment="barbell plate pullup_bar dumbbell bench cable",
            week=week,
            parts=(
                main_lift("Overhead Press", week),
                extra("Pull-up", 4, 6),
                extra("Dumbbell Bench Press", 3, 10),
                extra("Seated Cable Row", 3, 12),
            ),
        ),
    }


def lifting_request() -> TrainingRequest:
    """Return what the lifter asked for."""
    return TrainingRequest.from_wire(
        {
            "goals": [{"kind": "strength", "text": "get stronger"}],
            "disciplines": ["strength"],
            "startOn": START.isoformat(),
            "totalDays": 56,
            "daysPerWeek": 4,
            "weekdays": ["monday", "tuesday", "thursday", "friday"],
            "sessionMinutes": 45,
            "units": "kg",
            "experience": "intermediate",
            "places": [{"name": "gym", "equipment": EQUIPMENT, "maxDumbbell": 40}],
            "injuries": [{"region": "wrist", "severity": "mild"}],
            "bans": [{"text": "burpee"}, {"text": "running", "kind": "word"}],
            "baselines": {
                "lifts": [{"exercise": name, "oneRepMax": value} for name, value in MAXIMA.items()]
            },
        }
    )


def lifting_case() -> LintContext:
    """Return the eight weeks of lifting."""
    weeks = {week: lifting_week(week) for week in range(1, 9)}
    phases = (("Base", PhaseIntent.BASE, 28), ("Intensify", PhaseIntent.INTENSIFY, 28))
    return context_of(lifting_request(), weeks, phases=phases, deloads=(5,))


LONG_KM = (20, 22, 24, 18, 25, 27, 29, 20, 30, 21, 16)
"""The long runs before the marathon of week 12; weeks 4 and 8 are lighter, 10 and 11 taper."""
OTHER_KM = (33, 35, 37, 22, 40, 41, 44, 26, 45, 26, 18)
"""Easy, quality and easy run of the week together."""


def run(name: str, *, km: float, label: str = "easy", s_per_km: int = 360) -> PrescribedExercise:
    """Return a continuous run."""
    return PrescribedExercise(
        exercise_name=name,
        movement_type="cardio",
        block_id="R",
        sets=1,
        distance=Distance(value=km, unit="km"),
        pace=Pace(label=label, seconds=s_per_km),
        text=f"{km:g} km {label}",
    )


RUN_FLAGS = {
    4: "is_deload", 8: "is_deload", 10: "is_taper", 11: "is_taper", 12: "is_taper", 13: "is_event",
}  # fmt: skip


def running(name: str, kind: SessionKind, week: int, *parts: PrescribedExercise) -> Session:
    """Return a running session; the pieces follow one another. Week 13 stands for the race."""
    flag = RUN_FLAGS.get(week)
    labelled = [item.model_copy(update={"block_id": f"R{n}"}) for n, item in enumerate(parts)]
    return Session(
        name=name,
        kind=kind,
        sport=SportName.RUN,
        blocks=tuple((Block(block_id=item.block_id, kind="steady"), (item,)) for item in labelled),
        flags=(flag,) if flag else (),
    )


def tempo_run(week: int, km: float) -> Session:
    """Return a tempo run between two easy pieces."""
    fast = run("Tempo Run", km=km, label="tempo", s_per_km=285)
    easy = run("Easy Run", km=3)
    return running("Tempo", SessionKind.TEMPO, week, easy, fast, easy)


def running_week(week: int) -> dict[int, Session]:
    """Return four runs: Tuesday easy, Thursday tempo, Saturday easy, Sunday long."""
    if week == len(LONG_KM) + 1:
        race = run("Run", km=42.2, label="marathon", s_per_km=300)
        return {
            1: running("Easy", SessionKind.EASY, week, run("Easy Run", km=8)),
            3: tempo_run(week, 3),
            5: running("Shake-out", SessionKind.EASY, week, run("Easy Run", km=4)),
            6: running("Marathon", SessionKind.EVENT, 13, race),
        }
    other, long = OTHER_KM[week - 1], LONG_KM[week - 1]
    tempo = round(other * 0.15)
    easy = (other - 6 - tempo) / 2
    return {
        1: running("Easy", SessionKind.EASY, week, run("Easy Run", km=easy)),
        3: tempo_run(week, tempo),
        5: running("Easy", SessionKind.EASY, week, run("Easy Run", km=easy)),
        6: running("Long", SessionKind.LONG, week, run("Long Run", km=long)),
    }


def running_case() -> LintContext:
    """Return twelve weeks to a marathon."""
    request = TrainingRequest.from_wire(
        {
            "goals": [{"kind": "event"}],
            "disciplines": ["running"],
            "event": {"on": "2026-05-24", "kind": "race", "name": "Marathon", "distanceKm": 42.2},
            "startOn": START.isoformat(),
            "daysPerWeek": 4,
            "units": "kg",
            "experience": "intermediate",
            "baselines": {"volumes": [{"sport": "run", "longestDistanceKm": 19}]},
        }
    )
    weeks = {week: running_week(week) for week in range(1, 13)}
    phases = (
        ("Base", PhaseIntent.BASE, 28),
        ("Build", PhaseIntent.BUILD, 35),
        ("Taper", PhaseIntent.TAPER, 21),
    )
    return context_of(request, weeks, phases=phases, deloads=(4, 8))


def context_of(
    request: TrainingRequest,
    weeks: dict[int, dict[int, Session]],
    *,
    phases: tuple[tuple[str, PhaseIntent, int], ...],
    deloads: tuple[int, ...] = (),
) -> LintContext:
    """Return program and blueprint of the sessions of each week and weekday number."""
    laid = _phases(phases)
    total = laid[-1].end_day
    days = []
    for number in range(1, total + 1):
        session = weeks[week_of(number)].get((number - 1) % 7)
        days.append(_day(number, session, laid))
    program = Program(
        program_id="program_1",
        name="Stronger",
        description=CAUTION,
        start_date=START,
        end_date=START + timedelta(days=total - 1),
        total_days=total,
        training_frequency=request.days_per_week or 4,
        phases=laid,
        deload_weeks=deloads,
        event=request.event,
        unit=UnitName.KG,
        time_zone="Europe/Berlin",
        total_workouts=sum(len(day.templates) for day in days),
        assumptions=(SCREENING,),
        days=tuple(days),
    )
    return LintContext(program=program, blueprint=_blueprint(request, program), today=START)


def _phases(phases: tuple[tuple[str, PhaseIntent, int], ...]) -> tuple[Phase, ...]:
    laid: list[Phase] = []
    for number, (name, intent, length) in enumerate(phases, start=1):
        first = laid[-1].end_day + 1 if laid else 1
        laid.append(
            Phase(
                phase_id=f"phase_{number}",
                name=name,
                intent=intent,
                start_day=first,
                end_day=first + length - 1,
                duration_days=length,
            )
        )
    return tuple(laid)


def _day(number: int, session: Session | None, phases: tuple[Phase, ...]) -> ProgramDay:
    on = START + timedelta(days=number - 1)
    phase = next(item for item in phases if item.start_day <= number <= item.end_day)
    return ProgramDay(
        day_number=number,
        date=on,
        weekday=WEEKDAYS[on.weekday()],
        phase_id=phase.phase_id,
        is_rest_day=session is None,
        templates=(_template(number, on, phase, session),) if session is not None else (),
    )


def _template(number: int, on: date, phase: Phase, session: Session) -> Template:
    template = Template(
        template_id=f"program_1_d{number}_1",
        group_id=f"program_1_d{number}",
        day_number=number,
        phase_id=phase.phase_id,
        scheduled_date=on,
        name=session.name,
        session_role="primary",
        template_type="primary",
        template_priority=1,
        type="strength" if session.sport is SportName.LIFT else "endurance",
        kind=session.kind,
        sport=session.sport,
        place="gym" if session.sport is SportName.LIFT else "",
        estimated_duration=1,
        required_equipment=session.equipment,
        blocks=tuple(block for block, _ in session.blocks),
        prescribed_exercises=tuple(item for _, members in session.blocks for item in members),
        **dict.fromkeys(session.flags, True),
    )
    return template.model_copy(update={"estimated_duration": round(session_minutes(template))})


def _blueprint(request: TrainingRequest, program: Program) -> Blueprint:
    slots = tuple(
        Slot(
            slot_id=f"d{item.day_number}.1",
            day_number=item.day_number,
            on=item.scheduled_date,
            weekday=WEEKDAYS[item.scheduled_date.weekday()],
            week=week_of(item.day_number),
            ordinal=1,
            role="primary",
            phase_id=item.phase_id,
            theme=SessionTheme(kind=item.kind, sport=item.sport, title=item.name),
            place=item.place,
            minutes=45,
            is_deload=item.is_deload,
            is_taper=item.is_taper,
            is_event=item.is_event,
        )
        for item in program.templates
    )
    return Blueprint(
        program_id=program.program_id,
        request=request,
        plan=Plan(),
        phases=program.phases,
        grid=SlotGrid(start_on=program.start_date, total_days=program.total_days, slots=slots),
        ledger=ProgressionLedger(weeks=()),
        unit=program.unit,
        time_zone=program.time_zone,
        report=NormalizationReport(is_valid=True),
    )
