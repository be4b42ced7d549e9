"""The authorizer and the JSON routes: who is let in, who is not, what is there after the seed."""

from __future__ import annotations

import httpx2

from local.client import ApiError
from local.show import as_list
from local.verify.report import expect
from local.verify.session import Session

TIMEOUT_S = 30.0
REFUSED = 401


def check_tokens(run: Session) -> str:
    """No token, a broken one and an id token are refused; an access token is not."""
    profile = f"{run.target.api_url}/users/{run.user_id}/profile"
    broken = f"{run.tokens.access[:-8]}AAAAAAAA"
    answers = {
        "no token": httpx2.get(profile, timeout=TIMEOUT_S),
        "a token with a wrong signature": _get(profile, broken),
        "an id token": _get(profile, run.tokens.id),
    }
    for what, answer in answers.items():
        expect(answer.status_code == REFUSED, f"{what} was answered {answer.status_code}")
    allowed = _get(profile, run.tokens.access)
    expect(allowed.status_code == 200, f"an access token was answered {allowed.status_code}")
    return "401 without a token, with a forged one and with an id token; 200 with an access token"


def check_chat_tokens(run: Session) -> str:
    """The chat refuses as the JSON routes do, before its first byte."""
    url = f"{run.target.chat_url}/chat"
    body = {"id": "conversation_x", "message": "hello"}
    for token in ("", f"{run.tokens.access[:-8]}AAAAAAAA", run.tokens.id):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = httpx2.post(url, json=body, headers=headers, timeout=TIMEOUT_S)
        expect(answer.status_code == REFUSED, f"the chat answered {answer.status_code}")
    return "401 without a token, with a forged one and with an id token"


def check_strangers(run: Session) -> str:
    """Another athlete's path is forbidden, an unknown id is not found."""
    stranger = "00000000-0000-0000-0000-000000000000"
    for path, status in (
        (f"/users/{stranger}/profile", 403),
        (f"/users/{run.user_id}/programs/program_unknown", 404),
        ("/jobs/job_unknown", 404),
    ):
        try:
            run.client.get(path)
        except ApiError as refused:
            expect(refused.status == status, f"{path} was answered {refused.status}")
        else:
            expect(False, f"{path} was answered")
    return "403 for another athlete's path, 404 for unknown ids"


def check_routes(run: Session) -> str:
    """What the seed has stored is read through the API, and a conversation is made and removed."""
    client = run.client
    profile = client.get(f"/users/{run.user_id}/profile")
    expect(profile.get("userId") == run.user_id, "the profile is somebody else's")
    coaches = as_list(client.get(f"/users/{run.user_id}/coaches").get("coaches"))
    ids = [item.get("coach_id") for item in coaches]
    expect(client.coach_id in ids, f"the coach is missing among {ids}")
    conversation_id = client.new_conversation(mode="chat", title="Checklist")
    path = f"/users/{run.user_id}/coaches/{client.coach_id}/conversations/{conversation_id}"
    expect(client.get(path).get("mode") == "chat", "the conversation has another mode")
    client.request("DELETE", path)
    routes = client.get("/openapi.json").get("paths")
    count = len(routes) if isinstance(routes, dict) else 0
    expect(count > 0, "openapi.json describes no route")
    return f"profile, coaches, conversations; openapi.json describes {count} paths"


def _get(url: str, token: str) -> httpx2.Response:
    return httpx2.get(url, headers={"authorization": f"Bearer {token}"}, timeout=TIMEOUT_S)
