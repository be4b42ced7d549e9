"""The chat function's ASGI app, served by uvicorn under the Lambda Web Adapter.

Routes: `POST /chat`, `GET /chat/{conversationId}/stream`, and the turn in the reference frames at
`POST /users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream`.
"""

from __future__ import annotations

from functions.stream_coach_conversation.wiring import wiring
from libs.events.chat_http import create_app

app = create_app(wiring().chat, cors_origins=wiring().cors_origins)
