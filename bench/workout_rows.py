"""The rows of workout logging: calls in series, refusals without a call, time over the model."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.build_runs import PACE, UNPACED, calls_in_series
from bench.rows import Row, at_most, told
from local.bedrock.answers import Answer
from local.bedrock.calls import LoggedCall, ModelCall
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.offline_coach.responder import OfflineCoach
from local.quality.engine import Engine
from local.quality.workout_cases import WorkoutCase, read_workout_case
from local.quality.workouts import WorkoutResult, run_case

CORPUS = Path("tests/data/workouts.jsonl")
MAX_SERIES = 2
"""Source: issue 6, "Shows" 4."""
MAX_REFUSAL_S = 1.0
"""Source: field number 20: an obvious refusal costs no call and takes less than a second."""
MAX_WALL = 1.25
"""Answers are short, so what a message costs besides weighs more than in builds; our choice."""
USD_IN, USD_OUT, USD_CACHE_WRITE, USD_CACHE_READ = 2.0, 10.0, 2.5, 0.2
"""Per million tokens, as for program builds."""
TODAY = date(2026, 11, 23)
TEXTS = {
    "one lift": "Back squat 5x5 @ 100 kg, RPE 8",
    "two sessions": "This morning I ran 8 km in 44:10. After work bench press 4x8 at 75 kg.",
    "strength, then a metcon": "Back squat 5x3 @ 120 kg. Then 12 min AMRAP of 9 deadlifts 100 kg, "
    "12 push-ups, 15 box jumps: 6 rounds + 4 reps",
    "twelve exercises": "Today I did: " + ", ".join(
        f"{name} 3x{reps} @ {kg} kg"
        for name, reps, kg in (
            ("back squat", 5, 120), ("Romanian deadlift", 8, 100), ("leg press", 12, 180),
            ("leg curl", 12, 45), ("bench press", 6, 85), ("barbell row", 8, 75),
            ("overhead press", 6, 50), ("lat pulldown", 10, 65), ("barbell curl", 10, 30),
            ("skull crusher", 10, 30), ("calf raise", 15, 80), ("face pull", 15, 20),
        )
    ),
}  # fmt: skip
REFUSED = (
    "workout", "Should I squat today or rest?", "Tomorrow I'll run 10k in 50 minutes",
    "Skipped my workout today because of work", "My wife ran 10k in 48 minutes yesterday",
)  # fmt: skip


class Stumbling:
    """The offline coach; its first answer of each run is prose, as a model's sometimes is."""

    def __init__(self) -> None:
        self._coach = OfflineCoach()
        self.stumbles = False

    def respond(self, call: ModelCall) -> Answer:
        """Answer a call."""
        if self.stumbles:
            self.stumbles = False
            return Answer("Great session! I have noted everything.")
        return self._coach.respond(call)


@dataclass(frozen=True)
class LogRun:
    """One message: what became of it, its calls, its wall time."""

    result: WorkoutResult
    calls: tuple[LoggedCall, ...]
    seconds: float

    @property
    def series(self) -> int:
        """Return the longest chain of calls."""
        return calls_in_series(self.calls)

    @property
    def model_s(self) -> float:
        """Return the model's own time by its tokens at the pace."""
        return sum(
            PACE.first_token_s + call.usage["output_tokens"] / PACE.tokens_per_s
            for call in self.calls
        )

    @property
    def usd(self) -> float:
        """Return the price of the calls."""
        prices = {
            "input_tokens": USD_IN,
            "output_tokens": USD_OUT,
            "cache_creation_input_tokens": USD_CACHE_WRITE,
            "cache_read_input_tokens": USD_CACHE_READ,
        }
        total = sum(call.usage[kind] * usd for call in self.calls for kind, usd in prices.items())
        return total / 1_000_000


class Logbook:
    """Runs messages one by one against a local Bedrock."""

    def __init__(self, bedrock: LocalBedrock, coach: Stumbling) -> None:
        self._bedrock, self._coach = bedrock, coach
        self._engine = Engine(bedrock.base_url)

    def log(self, case: WorkoutCase, *, stumbles: bool = False) -> LogRun:
        """Return a run."""
        self._bedrock.reset()
        self._coach.stumbles = stumbles
        model = self._engine.call_model()
        started = time.perf_counter()
        result = run_case(case, model)
        seconds = time.perf_counter() - started
        return LogRun(result, tuple(self._bedrock.calls()), seconds)


def workout_rows() -> list[Row]:
    """Log messages and return the rows."""
    os.environ["AWS_ACCESS_KEY_ID"] = LOCAL_ACCESS_KEY_ID
    os.environ["AWS_SECRET_ACCESS_KEY"] = LOCAL_SECRET_KEY
    coach = Stumbling()
    with LocalBedrock(coach) as bedrock:
        book = Logbook(bedrock, coach)
        bedrock.set_pace(UNPACED)
        corpus = [book.log(case) for case in _corpus()]
        refused = [book.log(_case(text)) for text in REFUSED]
        bedrock.set_pace(PACE)
        runs = {name: book.log(_case(text)) for name, text in TEXTS.items()}
        repaired = book.log(_case(TEXTS["one lift"]), stumbles=True)
    return [
        *(_series(f"model calls in series: {name}", run) for name, run in runs.items()),
        _series("model calls in series: first answer is prose", repaired),
        _most(corpus),
        *_refusals(refused),
        *(_wall(name, run) for name, run in runs.items()),
        _price(runs["one lift"]),
    ]


def _series(name: str, run: LogRun) -> Row:
    counted = f"{len(run.result.workouts)} workouts logged, {len(run.calls)} calls in the log"
    return at_most(name, run.series, MAX_SERIES, "", counted)


def _most(runs: Sequence[LogRun]) -> Row:
    logged = [run for run in runs if run.result.outcome == "logged"]
    return at_most(
        "model calls in series, most of any text of the corpus",
        max(run.series for run in runs),
        MAX_SERIES,
        "",
        f"{len(runs)} texts, {len(logged)} logged, {sum(len(run.calls) for run in runs)} calls",
    )


def _refusals(runs: Sequence[LogRun]) -> list[Row]:
    calls = sum(len(run.calls) for run in runs)
    slowest = max(run.seconds for run in runs)
    reasons = ", ".join(run.result.reason for run in runs)
    return [
        at_most("model calls of obvious refusals", calls, 0, "", reasons),
        at_most("slowest obvious refusal", slowest, MAX_REFUSAL_S, " s", f"of {len(runs)}"),
    ]


def _wall(name: str, run: LogRun) -> Row:
    return at_most(
        f"wall time over the model's own: {name}",
        run.seconds / run.model_s,
        MAX_WALL,
        "x",
        f"{run.seconds:.2f} s over {run.model_s:.2f} s by tokens at the pace, without the stores",
    )


def _price(run: LogRun) -> Row:
    usage = {kind: sum(call.usage[kind] for call in run.calls) for kind in run.calls[0].usage}
    return told(
        "cost of a logged lift",
        f"{run.usd:.4f} USD",
        f"$2/$10 per million, cache write $2.50, read $0.20; {json.dumps(usage)}",
    )


def _corpus() -> list[WorkoutCase]:
    lines = CORPUS.read_text("utf-8").splitlines()
    cases = (read_workout_case(line, number) for number, line in enumerate(lines, 1))
    return [case for case in cases if isinstance(case, WorkoutCase)]


def _case(text: str) -> WorkoutCase:
    return WorkoutCase(id="bench", text=text, today=TODAY, timezone="Europe/Berlin")
