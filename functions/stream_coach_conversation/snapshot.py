"""What a SnapStart snapshot may hold, and what must be new after a restore.

`runtime.md` section 2. Behaviour on AWS is unverified until a stage with the flag is deployed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from libs.ai.bedrock.async_client import AsyncBedrockTextModel
from libs.auth.tokens import TokenVerifier


class Closable(Protocol):
    """An AWS client: it opens new connections when it is used again."""

    def close(self) -> None:
        """Drop all pooled connections."""
        ...


@dataclass(frozen=True)
class ChatSnapshot:
    """The hooks of the chat process; neither talks to the network."""

    model: AsyncBedrockTextModel
    tokens: TokenVerifier
    clients: Callable[[], tuple[Closable, ...]]
    """Every AWS client, made where it was not made yet."""

    async def before(self) -> None:
        """Load the model SDK, build all clients and prime the decoder; hold no connection."""
        await self.model.load()
        await self._close_clients()

    async def after(self) -> None:
        """Drop what was captured: connections, random state, signing keys of unknown age."""
        random.seed()
        self.tokens.forget_keys()
        await self._close_clients()
        await self.model.close()
        self.model.preload()

    async def _close_clients(self) -> None:
        for client in await asyncio.to_thread(self.clients):
            await asyncio.to_thread(client.close)
