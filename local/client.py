"""A small client of the public API, as an app team would write one: JSON routes and one stream."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias

import httpx2

Json: TypeAlias = dict[str, object]
STREAM_TIMEOUT_S = 300.0


class ApiError(RuntimeError):
    """The API answered with an error; `code` and `status` are its own."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code = status, code


@dataclass(frozen=True)
class Answer:
    """A JSON answer with the headers that matter to a poller."""

    status: int
    body: Json
    etag: str | None
    retry_after_s: float | None


class CoachClient:
    """One athlete's view of the API; use it as a context manager."""

    def __init__(
        self, base_url: str, token: str, user_id: str, coach_id: str, *, chat_url: str = ""
    ) -> None:
        """Make a client; `chat_url` is where the stream is served when not at `base_url`."""
        self.user_id, self.coach_id = user_id, coach_id
        self._chat = f"{chat_url}/chat"
        self._sent = itertools.count(1)
        self._http = httpx2.Client(
            base_url=base_url,
            headers={"authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(30.0, read=STREAM_TIMEOUT_S),
        )

    def __enter__(self) -> CoachClient:
        """Return the client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call a JSON route.

        Raises:
            ApiError: the answer is an error.
        """
        reply = self._http.request(method, path, json=body, headers=dict(headers or {}))
        parsed = _parsed(reply.text)
        if reply.status_code >= 400:
            raise _error(reply.status_code, parsed)
        retry_after = reply.headers.get("retry-after")
        return Answer(
            reply.status_code,
            parsed,
            reply.headers.get("etag"),
            float(retry_after) if retry_after else None,
        )

    def get(self, path: str) -> Json:
        """Return the body of a GET."""
        return self.request("GET", path).body

    def new_conversation(self, *, mode: str, title: str) -> str:
        """Create a conversation and return its id."""
        path = f"/users/{self.user_id}/coaches/{self.coach_id}/conversations"
        body = self.request("POST", path, {"mode": mode, "title": title}).body
        return str(body["conversationId"])

    def turn(self, conversation_id: str, text: str) -> Iterator[Json]:
        """Send one message and yield the parts of the UI message stream as they come.

        Raises:
            ApiError: the turn was refused before its first byte.
        """
        body = {
            "id": conversation_id,
            "trigger": "submit-message",
            "messages": [
                {
                    "id": f"m{next(self._sent)}-{conversation_id}",
                    "role": "user",
                    "parts": [{"type": "text", "text": text}],
                }
            ],
        }
        with self._http.stream("POST", self._chat, json=body) as reply:
            if reply.status_code >= 400:
                reply.read()
                raise _error(reply.status_code, _parsed(reply.text))
            for line in reply.iter_lines():
                if line.startswith("data: ") and line != "data: [DONE]":
                    yield _parsed(line[6:])

    def programs_path(self, program_id: str) -> str:
        """Return the path of a program of this athlete."""
        return f"/users/{self.user_id}/programs/{program_id}"


def _parsed(text: str) -> Json:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        value = {}
    return value if isinstance(value, dict) else {"items": value}


def _error(status: int, body: Json) -> ApiError:
    error = body.get("error")
    found = error if isinstance(error, dict) else {}
    return ApiError(status, str(found.get("code") or "error"), str(found.get("message") or ""))
