"""The offline answer to the week prompt: the sessions asked for, written by rules.

It rebuilds the blueprint from the brief in the prompt, which normalization gives equal for equal
input, and answers only the slots that the prompt asks for.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from libs.training_program.answer import print_week
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.plan import Plan
from libs.training_program.models.request import TrainingRequest
from libs.training_program.normalization import normalize
from libs.training_program.reach import Reach
from libs.training_program.writer import write_session
from local.bedrock.answers import Answer
from local.bedrock.calls import ModelCall
from local.offline_coach.fences import find_fence

_START = re.compile(r"^Program of (\d+) days from (\d{4}-\d{2}-\d{2})\.", re.MULTILINE)
_SLOT = re.compile(r"^(d\d+\.\d+) \| ", re.MULTILINE)
_CACHED_BRIEFS = 64


def answer_week(call: ModelCall) -> Answer:
    """Return the JSON of the sessions for the slots in the newest message."""
    users = [message.text for message in call.messages if message.role == "user"]
    brief, ask = "\n".join(users[:-1]) or users[-1], users[-1]
    blueprint, reach = _blueprint_of(brief)
    slots = {slot.slot_id: slot for slot in blueprint.grid.slots}
    wanted = dict.fromkeys(_SLOT.findall(ask))
    sessions = tuple(
        write_session(blueprint, slots[slot_id], reach=reach)
        for slot_id in wanted
        if slot_id in slots
    )
    return Answer(print_week(sessions))


@lru_cache(maxsize=_CACHED_BRIEFS)
def _blueprint_of(brief: str) -> tuple[Blueprint, Reach]:
    found = _START.search(brief)
    if found is None:
        raise ValueError("the prompt has no start date")
    start_on = date.fromisoformat(found[2])
    request = TrainingRequest.model_validate_json(find_fence(brief, "request") or "{}")
    plan = Plan.model_validate_json(find_fence(brief, "plan") or "{}")
    blueprint = normalize(
        request.model_copy(update={"start_on": start_on, "total_days": int(found[1])}),
        plan,
        today=start_on,
        time_zone="UTC",
        program_id="program_offline",
    )
    return blueprint, Reach.of(blueprint.request)
