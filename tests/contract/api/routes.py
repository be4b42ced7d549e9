"""Every route of the OpenAPI with a request that succeeds on what an athlete has stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from functions.coach_api.api import ROUTES, api
from tests.contract.api.builders import Stored
from tests.contract.api.calls import send

_BODIES: Mapping[tuple[str, str], object] = {
    ("post", "/users/{userId}/coaches"): {"coach_name": "Robin"},
    ("put", "/users/{userId}/coaches/{coachId}"): {"coach_name": "Robin"},
    ("put", "/users/{userId}/profile"): {"nickname": "Sam"},
    ("post", "/users/{userId}/coaches/{coachId}/conversations"): {"mode": "build"},
    ("patch", "/users/{userId}/coaches/{coachId}/conversations/{conversationId}"): {"title": "x"},
    ("post", "/users/{userId}/memories"): {"text": "No dips"},
    ("post", "/users/{userId}/uploads"): {"contentType": "image/png", "sizeBytes": 9},
}


@dataclass(frozen=True)
class Operation:
    """One method on one path of the document."""

    method: str
    path: str

    @property
    def body(self) -> object:
        return _BODIES.get((self.method, self.path))

    @property
    def names_a_user(self) -> bool:
        return "{userId}" in self.path

    @property
    def names_a_thing(self) -> bool:
        """Whether an id decides, apart from the user's; PUT of a coach makes what is absent."""
        is_upsert = (self.method, self.path) == ("put", "/users/{userId}/coaches/{coachId}")
        return "{" in self.path.replace("{userId}", "") and not is_upsert

    def address(self, ids: Mapping[str, str]) -> str:
        path = self.path
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", value)
        return path


def registered() -> list[Operation]:
    """Return what the routers hold, without a running API: parameters of tests."""
    found = []
    for module in ROUTES:
        for route in module.router._routes:
            path = str(route[0]).replace("<", "{").replace(">", "}")
            found += [Operation(method.lower(), path) for method in route[1]]
    return sorted(found, key=lambda item: (item.path, item.method))


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    api()
    body: dict[str, Any] = send("GET", "/openapi.json").body
    return body


def ids_of(stored: Stored) -> dict[str, str]:
    """Store one of each thing and return the ids that paths name."""
    head = stored.conversation()
    job = stored.job(
        head, state="failed", error={"code": "throttled", "message": "busy", "retryable": True}
    )
    stored.message(head, 1)
    stored.message(head, 2, job_id=job.job_id)
    stored.backend.profiles.save_profile(stored.profile())
    return {
        "userId": stored.user_id,
        "coachId": head.coach_id,
        "conversationId": head.conversation_id,
        "jobId": job.job_id,
        "programId": stored.program(),
        "dayNumber": "1",
        "workoutId": stored.workout(),
        "memoryId": stored.memory(),
    }
