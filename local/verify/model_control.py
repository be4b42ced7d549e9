"""Holding and breaking the model behind a stack: only the local Bedrock lets itself be told."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

TIMEOUT_S = 60.0
ALWAYS = 0
"""A script without an end."""


@dataclass(frozen=True)
class ModelControl:
    """The control routes of a local Bedrock."""

    url: str

    def hold(self, label: str) -> None:
        """Let calls with this label wait until released."""
        self._post("hold", {"label": label})

    def release(self) -> None:
        """Let every held call go on and forget all faults."""
        self._post("release", {})
        httpx2.delete(f"{self.url}/_stub/scripts", timeout=TIMEOUT_S).raise_for_status()

    def refuse(self, label: str) -> None:
        """Answer every call with this label as an overloaded service does."""
        fault = {"label": label, "times": ALWAYS, "error": {"type": "ServiceUnavailableException"}}
        self._post("scripts", fault)

    def wait_for_held(self, label: str, timeout_s: float) -> int:
        """Return how many calls of a label are held, as soon as there is one."""
        query = f"label={label}&state=held&atLeast=1&timeoutS={timeout_s:g}"
        answer = httpx2.get(f"{self.url}/_stub/calls?{query}", timeout=TIMEOUT_S + timeout_s)
        answer.raise_for_status()
        return len(answer.json()["calls"])

    def _post(self, route: str, body: dict[str, object]) -> None:
        httpx2.post(f"{self.url}/_stub/{route}", json=body, timeout=TIMEOUT_S).raise_for_status()
