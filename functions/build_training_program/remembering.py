"""What a program build takes from the athlete's memory, and what it leaves there."""

from __future__ import annotations

from dataclasses import replace

from libs.ai.usage import CallRecord
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.jobs.invocation import BuildContext
from libs.jobs.outcome import Built, Response
from libs.memory.index import MAX_QUERY_CHARS, MemoryIndex
from libs.memory.models import MemoryRecord
from libs.memory.recollection import Recollector
from libs.storage.programs import DynamoProgramStore
from libs.training_program.background import memory_facts
from libs.wire import WireModel

RECALL_BUDGET_S = 25.0


class Recalled(WireModel):
    """What was recalled, as the extraction reads it."""

    facts: str = ""


def recalled(
    event: BuildTrainingProgramEvent, context: BuildContext, recollector: Recollector
) -> str:
    """Return what matters of memories and earlier training, as facts.

    A step of the ledger: what was recalled goes into the extraction's prompt, and a later attempt
    must write the same prompt to find the extraction paid.

    Raises:
        StorageError: the memories could not be read.
    """
    told = " ".join(item.content for item in event.conversation_messages if item.role == "user")
    words = told[-MAX_QUERY_CHARS:]

    def run() -> tuple[Recalled, tuple[CallRecord, ...]]:
        found = recollector.recollect(event.user_id, event.coach_id, words)
        memories = [(f"{item.kind} ({item.importance})", item.text) for item in found.memories]
        history = [(f"{item.kind} {item.at:%Y-%m-%d}", item.text) for item in found.related]
        return Recalled(facts=memory_facts([*memories, *history])), ()

    return context.steps.run("recall", words, Recalled, run, budget_s=RECALL_BUDGET_S).facts


def remembered(
    built: Built, context: BuildContext, programs: DynamoProgramStore, memory: MemoryIndex
) -> Built:
    """Return the outcome with the follow-up that makes the program findable by meaning."""
    user_id, told = context.job.user_id, built.response
    record = MemoryRecord.of(
        "program",
        built.program_id or "",
        f"{told['programName']}: {told['summary']}",
        at=context.now,
    )

    def is_kept(record: MemoryRecord) -> bool:
        return programs.find(user_id, record.id) is not None

    def remember() -> Response:
        return {"indexed": memory.remember_kept(user_id, [record], is_kept)}

    return replace(built, follow_up=remember)
