"""Writes docs/cost.md: what an active athlete costs in a month, each figure with its arithmetic.

`make costs` writes the file, a test holds it. Model prices come from `libs/ai/models.py`, the costs
of a program and a workout from docs/performance.md, requests and log bytes from `tests/day`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from libs.ai.models import DEFAULT_TIERS, TITAN_MODEL_ID
from libs.ai.ports import Usage
from libs.ai.usage import cost_usd

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT, PERFORMANCE = ROOT / "docs" / "cost.md", ROOT / "docs" / "performance.md"
TURNS, SITTINGS, PROGRAMS, WORKOUTS, SUMMARIES, API_CALLS = 60, 15, 1, 12, 10, 200
"""An active athlete's month, our assumption: four turns a sitting, three sessions a week."""
PREFIX = 2_080
"""Tokens of the coach's static prompt, cached for five minutes; recorded by tests/day."""
FRESH, SPOKEN = 900, 250
"""Tokens of a turn after the prefix (history, context, message), and of a coach's answer."""
SUMMARY = Usage(input_tokens=1_037, output_tokens=200)
EMBEDDED = 200
"""Tokens embedded per turn, to look for memories."""


@dataclass(frozen=True)
class Line:
    """One line of the sheet, in USD."""

    what: str
    arithmetic: str
    usd: Decimal


@dataclass(frozen=True)
class Unit:
    """A price of AWS in us-east-1, arm64, on demand, without free tiers."""

    name: str
    usd: Decimal
    per: int = 1


WRITES = Unit("write request units", Decimal("0.625"), 1_000_000)
READS = Unit("read request units", Decimal("0.125"), 1_000_000)
GB_SECONDS = Unit("GB-seconds", Decimal("0.0000133334"))
INVOKES = Unit("invocations", Decimal("0.20"), 1_000_000)
GATEWAY = Unit("API requests", Decimal("3.50"), 1_000_000)
PUTS = Unit("S3 puts", Decimal("0.005"), 1_000)
LOG_GB = Unit("GB of logs", Decimal("0.50"))
METRICS = Unit("custom metrics", Decimal("0.30"))
ALARMS = Unit("alarms", Decimal("0.10"))
BOARDS = Unit("dashboard", Decimal(3))
QUERIES = Unit("vector queries", Decimal("2.50"), 1_000_000)
SWEEPS = 60 * 24 * 30


def model_lines() -> list[Line]:
    """Return what the model costs per athlete and month."""
    chat, utility = DEFAULT_TIERS.chat.model_id, DEFAULT_TIERS.utility.model_id
    first = Usage(input_tokens=FRESH, output_tokens=SPOKEN, cache_write_tokens=PREFIX)
    later = Usage(input_tokens=FRESH, output_tokens=SPOKEN, cache_read_tokens=PREFIX)
    rest = TURNS - SITTINGS
    embedded = Usage(input_tokens=TURNS * EMBEDDED)
    return [
        _times("first turns of a sitting", SITTINGS, cost_usd(chat, first)),
        _times("later turns", rest, cost_usd(chat, later)),
        _times("programs of 84 days, with thinking", PROGRAMS, _measured("the same with 1,000")),
        _times("logged workouts", WORKOUTS, _measured("cost of a logged lift")),
        _times("summaries", SUMMARIES, cost_usd(utility, SUMMARY)),
        Line(
            "embeddings of turns",
            f"{TURNS} x {EMBEDDED} tokens",
            cost_usd(TITAN_MODEL_ID, embedded),
        ),
    ]


def service_lines() -> list[Line]:
    """Return what AWS costs per athlete and month beside the model."""
    builds = PROGRAMS + WORKOUTS + SUMMARIES
    written = TURNS * 26 + builds * 30 + API_CALLS
    read = TURNS * 12 + builds * 20 + API_CALLS * 3
    held = TURNS * 8 + PROGRAMS * 120 * 2 + WORKOUTS * 10 * 2 + SUMMARIES * 5
    logged = Decimal(TURNS * 2 + builds * 4 + API_CALLS // 5) / 1_000_000
    return [
        _units("writes: 26 a turn, 30 a build, 1 an API call", written, WRITES),
        _units("reads: 12 a turn, 20 a build, 3 an API call", read, READS),
        _units("8 s of 1 GB a turn, 120 s of 2 GB a program, 10 s a workout", held, GB_SECONDS),
        _units("invocations", TURNS + builds + API_CALLS, INVOKES),
        _units("gateway", TURNS + API_CALLS, GATEWAY),
        _units("objects: requests, steps, details, dumps", builds * 6, PUTS),
        _units("searches for memories: 2 a turn", TURNS * 2, QUERIES),
        _units("logs: 2 KB a turn, 4 KB a build, 0.2 KB an API call", logged, LOG_GB),
    ]


def fixed_lines() -> list[Line]:
    """Return what a stage costs in a month when nobody uses it."""
    return [
        _units("custom metrics once everything has happened (tests/day sees 72)", 80, METRICS),
        _units("alarms", 25, ALARMS),
        _units("dashboard; three are free", 1, BOARDS),
        _units("the sweeper: 4 queries a minute", SWEEPS * 2, READS),
        _units("the sweeper: 0.1 s of 0.5 GB a minute", SWEEPS // 20, GB_SECONDS),
        _units("its logs, 0.3 KB a minute", Decimal(SWEEPS * 3) / 10_000_000, LOG_GB),
    ]


def render() -> str:
    """Return the document."""
    model, service, fixed = model_lines(), service_lines(), fixed_lines()
    paid, used = _sum(model), _sum(service)
    return f"""# Cost

Written by `make costs` (`bench/cost_sheet.py`); a test fails when it is out of date.

**An active athlete costs about ${_money(paid + used)} a month: ${_money(paid)} of it the model**,
${_money(used)} everything else. A stage in use costs up to ${_money(_sum(fixed))} more, most of it
custom metrics; an idle one about ${_money(_sum(fixed[1:]))}, because a custom metric is charged
only for the hours in which it was sent.

An active athlete is our assumption: {TURNS} turns in {SITTINGS} sittings, {PROGRAMS} program of 84
days, {WORKOUTS} logged workouts, {SUMMARIES} summaries, {API_CALLS} calls of the JSON API. Model
prices are those of the table in `libs/ai/models.py` for the default tiers (`global.` profiles;
geographic ones cost 10 % more). Prices of AWS are list prices of us-east-1 as we know them, without
free tiers, and **unverified**: look them up for your region. Requests and log bytes per turn and
build were counted in a day of `tests/day`, rounded up; a coach's answer is taken as {SPOKEN}
tokens, what a turn sends after the cached prompt as {FRESH}.

## The model, per athlete and month

{_table(model)}

A turn in a warm sitting costs {_cents(model[1], TURNS - SITTINGS)}, the first one
{_cents(model[0], SITTINGS)} because it writes the cache. Without thinking a program costs
${_measured("cost of that program")}.

## Everything else, per athlete and month

{_table(service)}

## A stage, per month

{_table(fixed)}

Storage is left out: an athlete's month is about 1 MB in table and bucket, well under a cent. X-Ray
is free up to 100,000 traces a month.
"""


def _times(what: str, count: int, each: Decimal) -> Line:
    return Line(what, f"{count} x ${each.normalize():f}", count * each)


def _units(what: str, count: int | Decimal, unit: Unit) -> Line:
    price = f"${unit.usd:f}" + (f" / {unit.per:,}" if unit.per > 1 else "")
    amount = f"{count:,}" if isinstance(count, int) else f"{count.normalize():f}"
    return Line(what, f"{amount} {unit.name} x {price}", count * unit.usd / unit.per)


def _measured(row: str) -> Decimal:
    """Return the figure of a row of docs/performance.md in USD.

    Raises:
        LookupError: there is no such row.
    """
    found = re.search(
        rf"^\| {re.escape(row)}[^|]*\| \$([0-9.]+) ", PERFORMANCE.read_text("utf-8"), re.M
    )
    if found is None:
        raise LookupError(f"docs/performance.md has no row {row!r}")
    return Decimal(found[1])


def _table(lines: Sequence[Line]) -> str:
    rows = [f"| {line.what} | {line.arithmetic} | {line.usd:.4f} |" for line in lines]
    head = ["| What | Arithmetic | USD |", "|---|---|---|"]
    return "\n".join([*head, *rows, f"| **all** | | **{_sum(lines):.4f}** |"])


def _sum(lines: Sequence[Line]) -> Decimal:
    return sum((line.usd for line in lines), Decimal(0))


def _money(usd: Decimal) -> str:
    return f"{usd:.2f}"


def _cents(line: Line, count: int) -> str:
    return f"{line.usd / count * 100:.2f} cents"


if __name__ == "__main__":
    DOCUMENT.write_text(render(), "utf-8")
    sys.stdout.write(f"wrote {DOCUMENT.name}\n")
