"""Rule G08: running volume, from the runs of the program alone."""

from __future__ import annotations

from dataclasses import dataclass

from libs.training_program.lint.facts import RUN_S_PER_M, Facts, SessionFacts
from libs.training_program.lint.items import Item
from libs.training_program.lint.pace import activity_of, seconds_per_meter
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import EventName, SessionKind

_EASY_KINDS = frozenset({SessionKind.EASY, SessionKind.LONG, SessionKind.RECOVERY})
_EASY_WORDS = frozenset({"easy", "recovery", "steady", "long run", "moderate"})
_WALK = "walk"
_HARD_S_PER_M = 0.30
_JOG_S_PER_M = 0.5
"""Hard running and recoveries without a stated pace: 5:00 and 8:20 per km (w)."""


@dataclass(frozen=True)
class _Run:
    """The running of one session."""

    session: SessionFacts
    meters: float
    seconds: float
    easy_s: float

    @property
    def day(self) -> int:
        return self.session.template.day_number


def running_builds_slowly(context: LintContext) -> tuple[Finding, ...] | None:
    """G08: session spikes, share of the long run, share of easy time, marathon taper.

    Sources: Frandsen 2025, Seiler.
    """
    facts = context.facts
    runs = [run for session in facts.sessions if (run := _read(session)).meters > 0]
    training = [run for run in runs if not run.session.template.is_event]
    if len(training) < facts.limits.min_run_sessions:
        return None
    tell = Teller("G08", "warn")
    return (
        *_spikes(facts, training),
        *_long_share(tell, facts, runs),
        *_easy_share(tell, facts, training),
        *_marathon_taper(tell, facts, training),
    )


def _read(session: SessionFacts) -> _Run:
    pieces = [
        item
        for item in session.items
        if activity_of(item) == "run" and _WALK not in item.name.lower() and not item.is_timed
    ]
    rests = sum(_rest_seconds(item) for item in pieces)
    seconds = sum(_seconds(item) for item in pieces)
    easy = sum(_seconds(item) for item in pieces if _is_easy(session, item))
    meters = sum(_meters(item) for item in pieces)
    return _Run(session, meters + rests / _JOG_S_PER_M, seconds + rests, easy + rests)


def _rest_seconds(item: Item) -> float:
    """Return the recoveries between intervals, which are walked or jogged."""
    return float(sum(one.rest_s or 0 for one in item.sets[:-1])) if item.is_endurance else 0.0


def _pace(item: Item) -> float:
    """Return seconds a metre: as prescribed, else usual ones of easy and of hard running."""
    pace = item.exercise.pace
    if pace is not None and pace.seconds is not None:
        return seconds_per_meter(pace)
    is_easy = pace is None or not pace.label or pace.label.lower() in _EASY_WORDS
    return RUN_S_PER_M if is_easy else _HARD_S_PER_M


def _meters(item: Item) -> float:
    if item.meters is not None:
        return item.meters
    if item.seconds is not None:
        return item.seconds / _pace(item)
    minutes = item.block.minutes if item.block is not None else None
    return (minutes or 0.0) * 60 / _pace(item)


def _seconds(item: Item) -> float:
    return item.seconds if item.seconds is not None else _meters(item) * _pace(item)


def _is_easy(session: SessionFacts, item: Item) -> bool:
    """Return whether a piece is easy: by zone, effort or pace, else by its session."""
    limits, exercise = session.limits, item.exercise
    if item.is_preparation:
        return True
    if exercise.heart_rate_zone is not None:
        return exercise.heart_rate_zone <= limits.easy_zone
    if exercise.pace is not None and exercise.pace.label:
        return exercise.pace.label.lower() in _EASY_WORDS
    if item.rpe is not None:
        return item.rpe <= limits.easy_rpe
    return session.template.kind in _EASY_KINDS


def _spikes(facts: Facts, runs: list[_Run]) -> list[Finding]:
    """Compare each run with the longest of the 30 days before it."""
    limits, known = facts.limits, facts.longest_run_m
    first = runs[0].day
    found = []
    for run in runs:
        window = run.day - limits.run_spike_window_days
        recent = [other.meters for other in runs if window <= other.day < run.day]
        if known is not None and run.day <= limits.run_spike_window_days:
            recent.append(known)
        elif known is None and run.day < first + 7:
            continue
        longest = max(recent, default=0.0)
        if not longest or run.meters <= longest * limits.run_spike_warn + limits.run_slack_m:
            continue
        over = run.meters > longest * limits.run_spike_error + limits.run_slack_m
        found.append(
            Teller("G08", "error" if over else "warn").session(
                run.session.template,
                "The run is much longer than any of the last 30 days.",
                measured=f"{run.meters / 1000:.1f} km",
                limit=f"{longest * limits.run_spike_warn / 1000:.1f} km",
            )
        )
    return found


def _long_share(tell: Teller, facts: Facts, runs: list[_Run]) -> list[Finding]:
    """Bound the longest run's share of a normal week; fewer runs allow a larger one."""
    shares = facts.limits.long_run_share
    found = []
    for week in facts.normal_weeks:
        meters = [run.meters for run in runs if run.session.week == week]
        limit = shares[min(len(meters), len(shares) - 1)]
        slack = facts.limits.run_slack_m
        if meters and max(meters) > sum(meters) * limit + slack:
            found.append(
                tell.program(
                    "The long run is too much of the week.",
                    week=week,
                    measured=max(meters) / sum(meters),
                    limit=limit,
                )
            )
    return found


def _easy_share(tell: Teller, facts: Facts, runs: list[_Run]) -> list[Finding]:
    """Bound hard running over the whole program; single weeks may differ."""
    total = sum(run.seconds for run in runs)
    easy = sum(run.easy_s for run in runs)
    if easy >= total * facts.limits.easy_share:
        return []
    return [
        tell.program(
            "Too little of the running is easy.",
            measured=easy / total,
            limit=facts.limits.easy_share,
        )
    ]


def _marathon_taper(tell: Teller, facts: Facts, runs: list[_Run]) -> list[Finding]:
    """Ask for the longest run two to three weeks before a marathon."""
    limits, event = facts.limits, facts.request.event
    if event is None or event.kind is not EventName.RACE or event.distance_km is None:
        return []
    day = (event.on - facts.program.start_date).days + 1
    if event.distance_km * 1000 < limits.marathon_m or day < limits.marathon_min_days:
        return []
    longest = max(run.meters for run in runs)
    last = max(run.day for run in runs if run.meters > longest * 0.95)
    low, high = limits.marathon_taper_days
    if low <= day - last <= high:
        return []
    return [
        tell.day(
            last,
            "The longest run lies too close to the marathon, or too far from it.",
            measured=f"{day - last} days",
            limit=f"{low}-{high} days",
        )
    ]
