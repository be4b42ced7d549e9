"""The main job, unattended: a Build conversation over HTTP, followed to the stored program.

Exits non-zero when anything that should be there is missing.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console

from local.client import CoachClient, Json
from local.demo_training import log_and_remember
from local.follow import follow_job
from local.show import as_list, as_object, show_program, show_report, show_turn
from local.stack import LocalStack, StackOptions
from local.stored import describe_stored

CONVERSATION = (
    "Hi Robin! I want to get stronger over the next eight weeks, above all squat, bench press and "
    "deadlift.",
    "I can train four days a week, Monday, Tuesday, Thursday and Friday, about 60 minutes each, in "
    "a full commercial gym.",
    "My one-rep max is 120 kg in the back squat, 85 kg in the bench press and 150 kg in the "
    "deadlift. I have been lifting for three years. My left shoulder is sensitive, so no dips "
    "please.",
    "That looks good. Yes, please build it!",
)


class DemoFailed(Exception):
    """Something that the demo promises is missing."""


def run_demo(out: Path, options: StackOptions) -> int:
    """Run the demo and return the exit code."""
    console = Console(width=120, soft_wrap=False)
    progress = Console(stderr=True)
    try:
        with LocalStack(options, lambda text: progress.print(f"- {text}", style="dim")) as stack:
            console.print(f"The API is up at {stack.api_url}; signing in as the demo athlete.")
            token = stack.sign_in()
            with CoachClient(stack.api_url, token, stack.user_id, stack.coach_id) as client:
                program = _play(console, client)
                show_program(console, program)
                show_report(console, program)
                log_and_remember(console, client, program)
                describe_stored(console, stack.resources, stack.user_id, program)
                out.write_text(json.dumps(program, indent=1, ensure_ascii=False) + "\n", "utf-8")
                console.print(f"The program as read back through the API is in {out}.")
    except (DemoFailed, RuntimeError, OSError) as failed:
        console.print(f"The demo failed: {failed}", style="bold red", markup=False)
        return 1
    return 0


def _play(console: Console, client: CoachClient) -> Json:
    conversation_id = client.new_conversation(mode="build", title="Demo")
    job_id = None
    for text in CONVERSATION:
        console.print(f"\n[bold]Athlete:[/bold] {text}\n[bold]Coach:[/bold] ", end="")
        job_id = show_turn(console, client.turn(conversation_id, text)) or job_id
    if job_id is None:
        raise DemoFailed("the conversation did not start a build")
    program_id = _follow(console, client, job_id)
    console.print("\n[bold]Coach, in the conversation:[/bold] ", end="")
    console.print(_ready_message(client, conversation_id), markup=False)
    program = _read_back(client, program_id)
    _verify(program)
    return program


def _follow(console: Console, client: CoachClient, job_id: str) -> str:
    console.print(f"\nFollowing the job {job_id}:")
    last: Json = {}
    for last in follow_job(client, job_id):
        console.print(
            f"  {last.get('state')}: {last.get('step') or '-'} {last.get('done')}/"
            f"{last.get('total')} ({last.get('percent')} %)"
        )
    if last.get("state") != "ready":
        raise DemoFailed(f"the build ended {last.get('state')}: {last.get('error')}")
    return str(last["programId"])


def _ready_message(client: CoachClient, conversation_id: str) -> str:
    coach_path = f"/users/{client.user_id}/coaches/{client.coach_id}"
    path = f"{coach_path}/conversations/{conversation_id}/messages"
    messages = as_list(client.get(path).get("messages"))
    if not messages or messages[-1].get("role") != "assistant" or not messages[-1].get("jobId"):
        raise DemoFailed("the ready message is not in the conversation")
    return str(messages[-1].get("content"))


def _read_back(client: CoachClient, program_id: str) -> Json:
    """Return the program: its header and every day, each through its own route."""
    path = client.programs_path(program_id)
    program = client.get(path)
    total = program.get("totalDays")
    if not isinstance(total, int):
        raise DemoFailed("the program has no length")
    program["days"] = [client.get(f"{path}/days/{number}") for number in range(1, total + 1)]
    return program


def _verify(program: Json) -> None:
    """Raise when days, phases, dates or ids are not what code promises."""
    days, phases = as_list(program.get("days")), as_list(program.get("phases"))
    start = date.fromisoformat(str(program["startDate"]))
    if [day.get("dayNumber") for day in days] != list(range(1, len(days) + 1)):
        raise DemoFailed("days are missing")
    for number, day in enumerate(days):
        if day.get("date") != (start + timedelta(days=number)).isoformat():
            raise DemoFailed(f"day {number + 1} has the wrong date")
    edges = [(phase.get("startDay"), phase.get("endDay")) for phase in phases]
    ends = [0, *(int(str(end)) for _, end in edges)]
    if [first for first, _ in edges] != [end + 1 for end in ends[:-1]] or ends[-1] != len(days):
        raise DemoFailed("the phases are not contiguous")
    templates = [item for day in days for item in as_list(day.get("templates"))]
    ids = [item.get("templateId") for item in templates]
    if not templates or len(set(ids)) != len(ids):
        raise DemoFailed("template ids are not unique")
    if as_list(as_object(program.get("reportCard")).get("errors")):
        raise DemoFailed("the report card lists errors")


if __name__ == "__main__":
    sys.exit(run_demo(Path(sys.argv[1] if len(sys.argv) > 1 else "program.json"), StackOptions(0)))
