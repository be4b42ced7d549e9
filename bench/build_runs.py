"""Runs builds in child processes against the local Bedrock in this one, and reads its log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from local.bedrock.answers import Answer, Pace
from local.bedrock.calls import LoggedCall, ModelCall
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.offline_coach.responder import OfflineCoach

PACE = Pace(first_token_s=0.5, tokens_per_s=80.0)
"""Slow enough that the model's time dominates on two cores; only ratios and counts matter."""
UNPACED = Pace()
CHILD_TIMEOUT_S = 600.0


class CountingCoach:
    """The offline coach; adds up the characters it answers."""

    def __init__(self) -> None:
        self._coach = OfflineCoach()
        self.chars: dict[int, int] = {}

    def respond(self, call: ModelCall) -> Answer:
        """Answer a call."""
        answer = self._coach.respond(call)
        tool = len(answer.tool_call.raw) if answer.tool_call else 0
        self.chars[call.number] = len(answer.text) + tool
        return answer


@dataclass(frozen=True)
class BuildRun:
    """One build: what the child says, and the model calls it made."""

    weeks: int
    seconds: float
    calls: tuple[LoggedCall, ...]
    chars: int
    facts: Mapping[str, float]

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the kinds of calls, sorted."""
        return tuple(sorted({call.label for call in self.calls}))

    def seconds_of(self, label: str) -> float:
        """Return the time of the longest call of a kind by its tokens at the fixed pace."""
        tokens = max(call.usage["output_tokens"] for call in self.calls if call.label == label)
        return PACE.first_token_s + tokens / PACE.tokens_per_s

    def tokens(self, kind: str) -> int:
        """Return the sum of one usage field over all calls."""
        return sum(call.usage[kind] for call in self.calls)


class Builds:
    """Makes runs, each after an unpaced one of the same case that fills the coach's caches."""

    def __init__(self, bedrock: LocalBedrock, coach: CountingCoach) -> None:
        self._bedrock, self._coach = bedrock, coach

    def run(self, weeks: int) -> BuildRun:
        """Return a paced build.

        Raises:
            RuntimeError: it did not end in a program.
        """
        self._bedrock.set_pace(UNPACED)
        self._child(weeks)
        self._bedrock.set_pace(PACE)
        return self._child(weeks)

    def _child(self, weeks: int) -> BuildRun:
        self._bedrock.reset()
        self._coach.chars.clear()
        done = subprocess.run(
            [sys.executable, "-m", "bench.build_child", self._bedrock.base_url, str(weeks)],
            env=child_environment(),
            capture_output=True,
            text=True,
            timeout=CHILD_TIMEOUT_S,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-2000:])
        facts = json.loads(done.stdout)
        outcome, reason = facts.pop("outcome"), facts.pop("reason")
        if outcome != "ready":
            raise RuntimeError(f"the build of {weeks} weeks ended {outcome}: {reason}")
        return BuildRun(
            weeks=weeks,
            seconds=facts["seconds"],
            calls=tuple(self._bedrock.calls()),
            chars=sum(self._coach.chars.values()),
            facts=facts,
        )


def child_environment() -> dict[str, str]:
    """Return this environment with credentials that only the local Bedrock accepts."""
    dropped = {"AWS_SESSION_TOKEN", "AWS_PROFILE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
    }


def calls_in_series(calls: tuple[LoggedCall, ...]) -> int:
    """Return the longest chain of calls in which each was received after the one before ended."""
    chain, free_at = 0, float("-inf")
    for call in sorted(calls, key=lambda item: item.ended_s or float("inf")):
        if call.received_s >= free_at and call.ended_s is not None:
            chain, free_at = chain + 1, call.ended_s
    return chain
