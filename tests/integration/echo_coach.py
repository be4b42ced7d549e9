"""A model that answers each athlete with their own number, so that mixed streams show."""

from __future__ import annotations

import re

from local.bedrock.answers import Answer
from local.bedrock.calls import ModelCall

REPEATS = 12
_NUMBER = re.compile(r"I am number (\d+)")


def answer_to(number: int) -> str:
    """Return the answer to one number."""
    return " ".join([f"number-{number}"] * REPEATS)


class EchoCoach:
    """A `Responder` of the local Bedrock."""

    def respond(self, call: ModelCall) -> Answer:
        """Answer with the number in the newest message."""
        found = _NUMBER.findall(call.last_user_text)
        return Answer(answer_to(int(found[-1])) if found else "Nobody said a number.")
