"""The demo's second half: two workouts told in chat, the linked day, the records, a memory used."""

from __future__ import annotations

from rich.console import Console

from libs.clock import SystemClock
from local.client import CoachClient, Json
from local.follow import follow_job
from local.show import as_list, as_object, show_turn

WORK_BLOCKS = frozenset({"straight", "superset"})
RUN = "I ran 5 km in 27:30 this evening, felt good."
MEMORY = "Please remember that I prefer short warm-ups on the rower."
QUESTION = "Do you remember how I prefer my warm-ups?"
READS = 50
READ_EVERY_S = 0.1


class TrainingDemoFailed(RuntimeError):
    """A workout, the link to the program, or the memory is missing."""


def log_and_remember(console: Console, client: CoachClient, program: Json) -> None:
    """Log two workouts in chat, show what they changed, and ask for a memory.

    Raises:
        TrainingDemoFailed: something that should be there is missing.
    """
    conversation_id = client.new_conversation(mode="chat", title="Demo, training")
    told = _session_text(program)
    workouts = [_log(console, client, conversation_id, text) for text in (told, RUN)]
    for workout in workouts:
        console.print(
            f"  logged: {workout.get('workoutName')} on {workout.get('localDate')}; "
            f"{workout.get('summary') or ''}",
            markup=False,
        )
    _show_day(console, client, program, workouts[0])
    _say(console, client, conversation_id, MEMORY)
    answer = _say(console, client, conversation_id, QUESTION)
    if "warm-ups on the rower" not in answer:
        raise TrainingDemoFailed("the later answer does not use the memory")
    uses = _uses_by_meaning(client, "warm-ups on the rower")
    console.print(f"  memory found by meaning in the vector store: used {uses} time(s)")


def _uses_by_meaning(client: CoachClient, words: str) -> int:
    """Return how often a memory was found by meaning; it is counted just after the answer."""
    clock = SystemClock()
    for _ in range(READS):
        listed = as_list(client.get(f"/users/{client.user_id}/memories").get("memories"))
        uses = [memory.get("uses") for memory in listed if words in str(memory.get("text"))]
        if uses and isinstance(uses[0], int) and uses[0] > 0:
            return uses[0]
        clock.sleep(READ_EVERY_S)
    raise TrainingDemoFailed("the memory was not found by meaning")


def _session_text(program: Json) -> str:
    """Return the first session of the program as an athlete would tell it afterwards."""
    template = next(
        item for day in as_list(program.get("days")) for item in as_list(day.get("templates"))
    )
    kinds = {block.get("blockId"): block.get("kind") for block in as_list(template.get("blocks"))}
    done = []
    for item in as_list(template.get("prescribedExercises")):
        if kinds.get(item.get("blockId")) not in WORK_BLOCKS:
            continue
        reps = item.get("reps")
        count = reps.get("max") if isinstance(reps, dict) else reps
        weight = as_object(item.get("weight"))
        load = f" at {weight['value']} {weight['unit']}" if weight.get("value") else ""
        done.append(f"{item.get('exerciseName')} {item.get('sets')}x{count}{load}")
    return f"/log-workout Today's session: {', '.join(done)}. RPE 7, took 55 minutes."


def _log(console: Console, client: CoachClient, conversation_id: str, text: str) -> Json:
    console.print(f"\n[bold]Athlete:[/bold] {text}\n[bold]Coach:[/bold] ", end="")
    job_id = show_turn(console, client.turn(conversation_id, text))
    if job_id is None:
        raise TrainingDemoFailed("the message did not start a workout build")
    *_, last = follow_job(client, job_id)
    ids = last.get("workoutIds")
    if last.get("state") != "ready" or not isinstance(ids, list) or not ids:
        raise TrainingDemoFailed(
            f"the workout was not logged: {last.get('note') or last.get('error')}"
        )
    return client.get(f"/users/{client.user_id}/workouts/{ids[0]}")


def _show_day(console: Console, client: CoachClient, program: Json, workout: Json) -> None:
    """Print the program's day that the workout answers, and the personal records."""
    day = client.get(f"{client.programs_path(str(program['programId']))}/days/1")
    for template in as_list(day.get("templates")):
        console.print(
            f"  day 1, {template.get('name')}: {template.get('status')}, linked workout "
            f"{template.get('linkedWorkoutId') or 'none'}",
            markup=False,
        )
    if not any(
        template.get("linkedWorkoutId") == workout.get("workoutId")
        for template in as_list(day.get("templates"))
    ):
        raise TrainingDemoFailed("the session is not linked to the program's day")
    data = as_object(workout.get("workoutData"))
    for record in as_list(data.get("pr_achievements")):
        console.print(
            f"  record: {record.get('exercise')} {record.get('pr_type')} {record.get('new_best')}",
            markup=False,
        )


def _say(console: Console, client: CoachClient, conversation_id: str, text: str) -> str:
    console.print(f"\n[bold]Athlete:[/bold] {text}\n[bold]Coach:[/bold] ", end="")
    parts = list(client.turn(conversation_id, text))
    show_turn(console, parts)
    return "".join(str(part.get("delta")) for part in parts if part.get("type") == "text-delta")
