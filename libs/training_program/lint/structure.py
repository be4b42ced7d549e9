"""Rules S01 to S03 and S05 to S09: phases, dates, days, frequency, what was asked."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from libs.training_program.lint.facts import LONG_KINDS
from libs.training_program.lint.frequency import expected_weeks, wrong_days
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.blueprint import DAYS_PER_WEEK
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import EventName, PhaseIntent

_PEAKS = frozenset({EventName.RACE, EventName.MEET, EventName.COMPETITION, EventName.TEST})
_LAST_PHASES = frozenset({PhaseIntent.TAPER, PhaseIntent.EVENT})


def phases_are_contiguous(context: LintContext) -> tuple[Finding, ...]:
    """S01: phases cover day 1 to the last without gap or overlap. Source: schema."""
    tell, program = Teller("S01", "error"), context.program
    found, expected = [], 1
    for phase in program.phases:
        if phase.start_day != expected:
            found.append(
                tell.program(
                    f"Phase {phase.name} does not follow the one before.",
                    measured=phase.start_day,
                    limit=expected,
                )
            )
        length = phase.end_day - phase.start_day + 1
        if length < 1 or phase.duration_days != length:
            found.append(
                tell.program(
                    f"Phase {phase.name} states a wrong number of days.",
                    measured=phase.duration_days,
                    limit=length,
                )
            )
        expected = phase.end_day + 1
    if expected != program.total_days + 1:
        found.append(
            tell.program(
                "The last phase does not end on the last day.",
                measured=expected - 1,
                limit=program.total_days,
            )
        )
    return tuple(found)


def dates_add_up(context: LintContext) -> tuple[Finding, ...]:
    """S02: start, end, event and last phase agree with each other. Source: request."""
    tell, program, request = Teller("S02", "error"), context.program, context.blueprint.request
    found = []
    end_on = program.start_date + timedelta(days=program.total_days - 1)
    if program.end_date != end_on:
        found.append(
            tell.program("The end date is wrong.", measured=program.end_date, limit=end_on)
        )
    if program.start_date < context.today and request.start_on != program.start_date:
        found.append(
            tell.program(
                "The start lies in the past.", measured=program.start_date, limit=context.today
            )
        )
    event = request.event
    if event is not None and event.on > program.end_date:
        found.append(
            tell.program("The event is after the end.", measured=event.on, limit=program.end_date)
        )
    if event is not None and event.kind in _PEAKS and program.phases:
        last = program.phases[-1].intent
        if last not in _LAST_PHASES:
            found.append(
                tell.program("The last phase does not lead into the event.", measured=last.value)
            )
    return tuple(found)


def sessions_lie_in_their_phase(context: LintContext) -> tuple[Finding, ...]:
    """S03: each session's day is a day of the program and of its phase. Source: schema."""
    tell, program = Teller("S03", "error"), context.program
    phases = {phase.phase_id: phase for phase in program.phases}
    found = []
    for day in program.days:
        for template in day.templates:
            phase = phases.get(template.phase_id)
            if not 1 <= template.day_number <= program.total_days:
                found.append(tell.session(template, "The day is outside the program."))
            elif template.day_number != day.day_number:
                found.append(
                    tell.session(
                        template, "The session names another day.", measured=day.day_number
                    )
                )
            elif phase is None or not phase.start_day <= template.day_number <= phase.end_day:
                found.append(
                    tell.session(
                        template, "The session names a wrong phase.", measured=template.phase_id
                    )
                )
    return tuple(found)


def frequency_is_as_asked(context: LintContext) -> tuple[Finding, ...] | None:
    """S05: every full week has exactly the training days asked for. Source: request."""
    tell, program = Teller("S05", "error"), context.program
    expected = expected_weeks(context.blueprint.request, program)
    if expected is None:
        return None
    trained = [day.day_number for day in program.days if day.templates]
    by_week = Counter((number - 1) // DAYS_PER_WEEK + 1 for number in trained)
    found = [
        tell.program(
            "The week has another number of training days than asked.",
            week=week,
            measured=by_week[week],
            limit=limit.text,
        )
        for week, limit in expected.items()
        if not limit.low <= by_week[week] <= limit.high
    ]
    for day in wrong_days(context.blueprint.request, program):
        found.append(
            tell.day(
                day.day_number, "This is no training day of the athlete.", measured=day.weekday
            )
        )
    return tuple(found)


def rest_days_are_kept(context: LintContext) -> tuple[Finding, ...]:
    """S06: a rest day in any seven, and nothing on it. Source: NSCA, adherence."""
    tell, program, request = Teller("S06", "error"), context.program, context.blueprint.request
    found = [
        tell.day(day.day_number, "A rest day holds a session.")
        for day in program.days
        if day.is_rest_day and day.templates
    ]
    found += [
        tell.day(day.day_number, "A day without a session is not marked as rest.")
        for day in program.days
        if not day.is_rest_day and not day.templates
    ]
    asked_daily = DAYS_PER_WEEK in {request.days_per_week, len(set(request.weekdays))}
    if request.preferences.rest_day_override or asked_daily:
        return tuple(found)
    window = context.facts.limits.rest_window_days
    run = 0
    for day in program.days:
        run = run + 1 if day.templates else 0
        if run == window:
            found.append(
                tell.day(
                    day.day_number,
                    "There is no rest day in a stretch of days.",
                    measured=run,
                    limit=window - 1,
                )
            )
    return tuple(found)


def sessions_are_dated(context: LintContext) -> tuple[Finding, ...]:
    """S07: the date of a day and of its sessions is start + day - 1. Source: field data."""
    tell, program = Teller("S07", "warn"), context.program
    found = []
    for day in program.days:
        expected = program.start_date + timedelta(days=day.day_number - 1)
        dates = {day.date, *(template.scheduled_date for template in day.templates)}
        if dates != {expected} or day.weekday.number != expected.weekday():
            found.append(tell.day(day.day_number, "The date is wrong.", limit=expected))
    return tuple(found)


def days_are_complete(context: LintContext) -> tuple[Finding, ...]:
    """S08: all days are there, each session day has one full primary session.

    Source: user reports of truncated programs.
    """
    tell, program, facts = Teller("S08", "error"), context.program, context.facts
    found = []
    numbers = [day.day_number for day in program.days]
    if numbers != list(range(1, program.total_days + 1)):
        found.append(
            tell.program("Days are missing.", measured=len(numbers), limit=program.total_days)
        )
    written = Counter(template.day_number for template in program.templates)
    asked = Counter(slot.day_number for slot in context.blueprint.grid.slots)
    found += [
        tell.day(day, "A session of the day is missing.", measured=written[day], limit=count)
        for day, count in asked.items()
        if written[day] < count
    ]
    for day in program.days:
        primary = [item for item in day.templates if item.session_role == "primary"]
        if day.templates and len(primary) != 1:
            found.append(
                tell.day(
                    day.day_number,
                    "The day needs exactly one primary session.",
                    measured=len(primary),
                    limit=1,
                )
            )
    found += [
        tell.session(session.template, "The session is too thin.", measured=len(session.items))
        for session in facts.sessions
        if session.template.session_role == "primary"
        and len(session.work) < facts.limits.min_primary_exercises
        and not session.has_conditioning
    ]
    return tuple(found)


def request_is_met(context: LintContext) -> tuple[Finding, ...]:
    """S09: length, frequency, session length and start are the asked ones, or assumptions.

    Source: request.
    """
    tell, program, request = Teller("S09", "error"), context.program, context.blueprint.request
    facts = context.facts
    found = []
    if not 1 <= program.total_days <= facts.limits.max_total_days:
        found.append(
            tell.program(
                "The length is impossible.",
                measured=program.total_days,
                limit=facts.limits.max_total_days,
            )
        )
    asked: tuple[tuple[str, object, object], ...] = (
        ("totalDays", request.total_days, program.total_days),
        ("startOn", request.start_on, program.start_date),
        (
            "daysPerWeek",
            None if request.rotation else request.days_per_week,
            program.training_frequency,
        ),
        ("units", request.units, program.unit),
    )
    for field, wanted, got in asked:
        if wanted is not None and wanted != got and not facts.is_assumed(field):
            found.append(
                tell.program(f"{field} is not what was asked for.", measured=got, limit=wanted)
            )
    if not facts.is_assumed("sessionMinutes"):
        found += [
            tell.day(
                slot.day_number,
                "The session is planned too long.",
                measured=slot.minutes,
                limit=limit,
            )
            for slot in context.blueprint.grid.slots
            if (limit := facts.asked_minutes(slot.weekday)) is not None
            and slot.minutes > limit
            and not slot.is_event
            and slot.theme.kind not in LONG_KINDS
        ]
    return tuple(found)
