"""What a fuzzed athlete owns: a conversation, a ready program, a logged workout, a memory."""

from __future__ import annotations

from local.client import CoachClient, Json
from local.demo import CONVERSATION
from local.follow import follow_job
from local.show import BUILD_PARTS, as_list, as_object


def make_things(client: CoachClient) -> dict[str, str]:
    """Make one of each through the API and return the ids that paths name.

    Raises:
        RuntimeError: a build did not become ready.
    """
    path = f"/users/{client.user_id}"
    conversation_id = client.new_conversation(mode="build", title="Fuzz")
    program = _build(client, conversation_id, CONVERSATION)
    _build(client, conversation_id, ("/log-workout back squat 5x5 at 100 kg, then 3 km easy",))
    client.request("PUT", f"{path}/profile", {"nickname": "Sam"})
    memory = client.request("POST", f"{path}/memories", {"text": "I train at home on Mondays"}).body
    workouts = as_list(client.get(f"{path}/workouts").get("workouts"))
    return {
        "userId": client.user_id,
        "coachId": client.coach_id,
        "conversationId": conversation_id,
        "jobId": str(program["jobId"]),
        "programId": str(program["programId"]),
        "dayNumber": "1",
        "workoutId": str(workouts[0].get("workout_id") or workouts[0].get("workoutId")),
        "memoryId": str(memory["memoryId"]),
    }


def _build(client: CoachClient, conversation_id: str, texts: tuple[str, ...]) -> Json:
    """Say the texts and follow the build that they start to its end."""
    job_id = ""
    for text in texts:
        for part in client.turn(conversation_id, text):
            if part.get("type") in BUILD_PARTS:
                job_id = str(as_object(part.get("data")).get("jobId"))
    if not job_id:
        raise RuntimeError("the conversation started no build")
    job = list(follow_job(client, job_id))[-1]
    if job.get("state") != "ready":
        raise RuntimeError(f"the build ended {job.get('state')}: {job.get('error')}")
    return job
