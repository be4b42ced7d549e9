"""How the terminal shows streams, jobs and programs; no logic beyond layout."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from local.client import Json

BUILD_PARTS = frozenset({"data-program-build", "data-workout-build"})


def as_object(value: object) -> Json:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Json]:
    """Return the objects of a JSON list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def show_turn(console: Console, parts: Iterable[Json]) -> str | None:
    """Print a turn as it streams; return the job id when a build was started.

    Raises:
        RuntimeError: the stream ended with an error or without an end.
    """
    job_id, ended = None, False
    for part in parts:
        kind = part.get("type")
        if kind == "text-delta":
            console.print(
                str(part.get("delta")), end="", markup=False, highlight=False, soft_wrap=True
            )
        elif kind == "data-status":
            label = str(as_object(part.get("data")).get("label") or "")
            console.print(f"\n  {label}", style="dim", markup=False)
        elif kind in BUILD_PARTS:
            job_id = str(as_object(part.get("data")).get("jobId"))
        elif kind == "error":
            raise RuntimeError(str(part.get("errorText")))
        ended = ended or kind == "finish"
    console.print()
    if not ended:
        raise RuntimeError("the stream ended without its last part")
    return job_id


def show_program(console: Console, program: Json) -> None:
    """Print a program week by week as tables."""
    console.print(f"\n[bold]{program.get('name')}[/bold]")
    console.print(str(program.get("summary") or program.get("description") or ""), markup=False)
    phases = Table(title="Phases")
    for name in ("Phase", "Days", "Intent", "Focus"):
        phases.add_column(name)
    for phase in as_list(program.get("phases")):
        focus = phase.get("focusAreas")
        phases.add_row(
            str(phase.get("name")),
            f"{phase.get('startDay')}-{phase.get('endDay')}",
            str(phase.get("intent")),
            ", ".join(map(str, focus)) if isinstance(focus, list) else "",
        )
    console.print(phases)
    days = as_list(program.get("days"))
    for start in range(0, len(days), 7):
        console.print(_week_table(start // 7 + 1, days[start : start + 7]))


def _week_table(number: int, days: list[Json]) -> Table:
    table = Table(title=f"Week {number}", title_justify="left", show_lines=True)
    for name in ("Day", "Date", "Session", "Min", "Work"):
        table.add_column(name)
    for day in days:
        templates = as_list(day.get("templates"))
        date = f"{str(day.get('weekday'))[:3].title()} {day.get('date')}"
        if not templates:
            table.add_row(str(day.get("dayNumber")), date, "rest", "", "", style="dim")
        for template in templates:
            work = "\n".join(
                f"{item.get('exerciseName')}: {item.get('text')}"
                for item in as_list(template.get("prescribedExercises"))
            )
            table.add_row(
                str(day.get("dayNumber")),
                date,
                str(template.get("name")),
                str(template.get("estimatedDuration")),
                work,
            )
    return table


def show_report(console: Console, program: Json) -> None:
    """Print the report card and the cost meter of a program."""
    card = as_object(program.get("reportCard"))
    rules = card.get("rulesChecked")
    count = len(rules) if isinstance(rules, list) else 0
    console.print(
        f"Report card: score {card.get('score')}, {count} rules checked, "
        f"{len(as_list(card.get('errors')))} errors, {len(as_list(card.get('warnings')))} warnings"
    )
    for item in as_list(card.get("warnings")):
        console.print(f"  warning {item.get('rule')}: {item.get('message')}", markup=False)
    for item in as_list(program.get("assumptions")):
        console.print(f"  assumed {item.get('field')}: {item.get('value')}", markup=False)
    usage = as_object(program.get("usage"))
    console.print(
        "Cost: "
        + ", ".join(
            f"{name} {usage.get(key)}"
            for name, key in (
                ("calls", "calls"),
                ("tokens in", "inputTokens"),
                ("out", "outputTokens"),
                ("cache read", "cacheReadTokens"),
                ("cache write", "cacheWriteTokens"),
                ("repair rounds", "repairRounds"),
                ("seconds", "seconds"),
                ("USD", "costUsd"),
            )
        )
    )
