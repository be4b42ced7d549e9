"""The rows of the program engine: calls in series, wall time, output, cost, lint, memory."""

from __future__ import annotations

from bench.build_runs import PACE, BuildRun, Builds, CountingCoach, calls_in_series
from bench.rows import Row, at_least, at_most, told
from local.bedrock.server import LocalBedrock

LENGTHS = (4, 12, 26)
"""Weeks: 28, 84 and 182 days."""
MAX_SERIES = 2
MAX_WALL = 1.15
MAX_GROWTH = 1.5
MAX_CHARS = 45_000
MIN_PRESCRIPTIONS = 4
MAX_USD = 0.20
MAX_LINT_PERCENT = 1.0
MAX_PEAK_MB = 200.0
"""Source of all limits: issue 3, section "Speed and cost"."""
USD_IN, USD_OUT, USD_CACHE_WRITE, USD_CACHE_READ = 2.0, 10.0, 2.5, 0.2
"""Per million tokens; writes cost 1.25 times and reads 0.1 times the input."""
THINKING_TOKENS = 1_000


def build_rows() -> list[Row]:
    """Run one build of each length and return the rows."""
    coach = CountingCoach()
    with LocalBedrock(coach) as bedrock:
        builds = Builds(bedrock, coach)
        short, middle, long = (builds.run(weeks) for weeks in LENGTHS)
    runs = (short, middle, long)
    return [
        told(
            "pace of the local Bedrock",
            f"{PACE.first_token_s:g} s + {PACE.tokens_per_s:g}/s",
            "first-token delay and output tokens a second, for every call",
        ),
        *(row for run in runs for row in _series(run)),
        *(_wall(run) for run in runs),
        at_most(
            "26 weeks over 4 weeks, wall time",
            long.seconds / short.seconds,
            MAX_GROWTH,
            "x",
            f"{long.seconds:.1f} s over {short.seconds:.1f} s, all weeks at once",
        ),
        *_output(middle),
        *_cost(middle),
        at_most(
            "lint, share of the build's time, 182 days",
            100 * long.facts["lintSeconds"] / long.seconds,
            MAX_LINT_PERCENT,
            " %",
            f"median of 5 runs, {1000 * long.facts['lintSeconds']:.0f} ms, over the paced build",
        ),
        at_most(
            "peak memory, 182 days",
            long.facts["peakMb"],
            MAX_PEAK_MB,
            " MB",
            "VmHWM of the child process that builds, with the function's modules, clients and "
            f"model SDK ({long.facts['baseMb']:.0f} MB before the build), without the servers",
        ),
    ]


def _series(run: BuildRun) -> list[Row]:
    days = run.weeks * 7
    labels = "+".join(run.labels)
    return [
        at_most(
            f"model calls in series, {days} days",
            calls_in_series(run.calls),
            MAX_SERIES,
            "",
            f"longest chain in the call log of calls received after another ended; {labels}, "
            f"{len(run.calls)} calls",
        ),
    ]


def _wall(run: BuildRun) -> Row:
    model_s = run.seconds_of("structure") + PACE.first_token_s + run.seconds_of("week")
    return at_most(
        f"wall time over the model's own, {run.weeks * 7} days",
        run.seconds / model_s,
        MAX_WALL,
        "x",
        f"{run.seconds:.2f} s in a warm process over {model_s:.2f} s = structure + one first-token "
        "delay + slowest week, by tokens at the pace",
    )


def _output(run: BuildRun) -> list[Row]:
    return [
        at_most(
            "model output, 84 days at 5 sessions a week",
            run.chars,
            MAX_CHARS,
            " chars",
            f"all answers of the build, structure included; {run.tokens('output_tokens'):,} tokens",
        ),
        at_least(
            "fewest prescriptions in a strength session",
            run.facts["fewestPrescriptions"],
            MIN_PRESCRIPTIONS,
            "",
            f"over {run.facts['strengthSessions']:.0f} sessions, warm-up and cool-down left out; "
            f"score {run.facts['score']:.0f}",
        ),
    ]


def _cost(run: BuildRun) -> list[Row]:
    read, write = run.tokens("cache_read_input_tokens"), run.tokens("cache_creation_input_tokens")
    plain, out = run.tokens("input_tokens"), run.tokens("output_tokens")
    usd = (
        plain * USD_IN + out * USD_OUT + write * USD_CACHE_WRITE + read * USD_CACHE_READ
    ) / 1_000_000
    thinking = THINKING_TOKENS * len(run.calls)
    return [
        at_most(
            "cost, 84 days at 5 sessions a week",
            usd,
            MAX_USD,
            " USD",
            f"$2/$10 per million, cache write $2.50, read $0.20; {plain:,} in, {write:,} written, "
            f"{read:,} read, {out:,} out",
        ),
        told(
            "the same with 1,000 thinking tokens a call",
            f"{usd + thinking * USD_OUT / 1_000_000:.3f} USD",
            f"{thinking:,} output tokens more over {len(run.calls)} calls",
        ),
        told(
            "prompt tokens read from the cache, 84 days",
            f"{100 * read / (read + write + plain):.0f} %",
            "read over read, written and plain input, structure included",
        ),
    ]
