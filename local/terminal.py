"""The chat in a terminal: streaming text, a progress bar for the build, the program as tables."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from local.client import ApiError, CoachClient, Json
from local.follow import follow_job
from local.show import show_program, show_report, show_turn
from local.stack import LocalStack

HELP = "Type a message. /build starts a Build conversation, /chat a plain one, /quit ends."


def chat(stack: LocalStack) -> None:
    """Talk with the coach until the person leaves."""
    console = Console()
    console.print(f"[bold]Mesocycle[/bold] at {stack.api_url}. {HELP}")
    with CoachClient(stack.api_url, stack.sign_in(), stack.user_id, stack.coach_id) as client:
        conversation_id = client.new_conversation(mode="build", title="Terminal")
        while (text := _read(console)) is not None:
            if text in {"/build", "/chat"}:
                conversation_id = client.new_conversation(mode=text[1:], title="Terminal")
                console.print(f"A new conversation in {text[1:]} mode.", style="dim")
            elif text:
                _turn(console, client, conversation_id, text)


def _read(console: Console) -> str | None:
    try:
        text = console.input("\n[bold]You:[/bold] ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if text == "/quit" else text


def _turn(console: Console, client: CoachClient, conversation_id: str, text: str) -> None:
    console.print("[bold]Coach:[/bold] ", end="")
    try:
        job_id = show_turn(console, client.turn(conversation_id, text))
    except (ApiError, RuntimeError) as failed:
        console.print(f"That did not work: {failed}", style="red", markup=False)
        return
    if job_id is not None:
        _build(console, client, job_id)


def _build(console: Console, client: CoachClient, job_id: str) -> None:
    last: Json = {}
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    ) as progress:
        bar = progress.add_task("build queued", total=100)
        for last in follow_job(client, job_id):
            percent = last.get("percent")
            progress.update(
                bar,
                description=f"build {last.get('state')}: {last.get('step') or ''}",
                completed=percent if isinstance(percent, int) else 0,
            )
    if last.get("state") != "ready":
        reason = last.get("questions") or last.get("error")
        console.print(f"The build ended {last.get('state')}: {reason}", markup=False)
        return
    path = client.programs_path(str(last["programId"]))
    program = client.get(path)
    total = program.get("totalDays")
    days = range(1, total + 1) if isinstance(total, int) else ()
    program["days"] = [client.get(f"{path}/days/{number}") for number in days]
    show_program(console, program)
    show_report(console, program)
