"""The offline coach behind the local Bedrock: one task, one answer, by the prompt's first line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from local.bedrock.answers import Answer
from local.bedrock.calls import ModelCall
from local.offline_coach.dialog import answer_chat
from local.offline_coach.structure import answer_structure
from local.offline_coach.summary import answer_summary
from local.offline_coach.week import answer_week
from local.offline_coach.workouts import answer_workout

MODEL_NAME = "offline-demo-coach"
_TASKS: Mapping[str, Callable[[ModelCall], Answer]] = {
    "chat": answer_chat,
    "structure": answer_structure,
    "week": answer_week,
    "workout": answer_workout,
    "summary": answer_summary,
    "profile": answer_summary,
}


class OfflineCoach:
    """A responder of the local Bedrock; rules only, no language model."""

    def respond(self, call: ModelCall) -> Answer:
        """Answer one call; a task it does not know gets a sentence that says so."""
        task = _TASKS.get(call.label)
        if task is None:
            told = "I am the offline demo coach and do not know this task."
            return Answer(told, model_name=MODEL_NAME)
        return replace(task(call), model_name=MODEL_NAME)
