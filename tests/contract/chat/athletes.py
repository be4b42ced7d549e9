"""One athlete of the deployed chat function, and who the function talks to beside AWS."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from libs.clock import SystemClock
from libs.conversation.models import Conversation, Mode
from libs.storage.turns import DynamoConversationStore
from local.bedrock import LocalBedrock
from tests.contract.chat.serving import Stream, send

ISSUER = "https://issuer.test/pool"
KEY = RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig"})
COACH = "coach_1"


@dataclass
class Neighbours:
    """A JWKS endpoint and a Lambda endpoint that accepts, records, or refuses invokes."""

    invokes: list[tuple[str, Any]] = field(default_factory=list)
    refuse: bool = False
    address: str = ""


@dataclass
class Athlete:
    """One signed-in athlete with one coach and one conversation."""

    port: int
    user_id: str
    conversation_id: str
    token: str
    store: DynamoConversationStore
    bedrock: LocalBedrock
    neighbours: Neighbours

    def say(self, text: str, sent: str = "2026-11-23T10:00:00Z") -> list[Any]:
        return self.open(text, sent).read_all()

    def open(self, text: str, sent: str = "2026-11-23T10:00:00Z") -> Stream:
        path = f"/users/{self.user_id}/coaches/{COACH}/conversations/{self.conversation_id}/stream"
        body = {"userResponse": text, "messageTimestamp": sent}
        return send(self.port, "POST", path, body, bearer=self.token)

    def stored(self) -> list[tuple[str, str, str]]:
        found = self.store.find_messages(self.user_id, self.conversation_id, limit=50)
        return [(message.role, message.content, message.state) for message in found]


def token_for(user_id: str) -> str:
    now = int(SystemClock().now().timestamp())
    claims = {
        "sub": user_id,
        "iss": ISSUER,
        "client_id": "app",
        "token_use": "access",
        "iat": now,
        "exp": now + 600,
    }
    return jwt.encode({"alg": "RS256", "kid": "key-1"}, claims, KEY)


def begin(store: DynamoConversationStore, user_id: str, conversation_id: str, mode: Mode) -> None:
    now = SystemClock().now()
    store.create(
        Conversation(
            conversation_id=conversation_id,
            user_id=user_id,
            coach_id=COACH,
            mode=mode,
            created_at=now,
            updated_at=now,
        )
    )
