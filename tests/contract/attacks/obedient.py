"""A model that does whatever any text in its prompt says: the worst model there is."""

from __future__ import annotations

import re
import threading
from collections import Counter

from libs.ai.trigger import TOKEN
from local.bedrock import Answer, ModelCall, ToolCall

CALL = re.compile(r"CALL (\w+) (\{[^\n]*?\})(?=\s|$)")
EMIT, REPEAT, LEAK = "EMIT TRIGGER", "REPEAT: ", "LEAK RULES"


class ObedientModel:
    """Calls every tool it is told to, one a call; then emits, repeats and leaks as told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.tool_calls: Counter[str] = Counter()

    def respond(self, call: ModelCall) -> Answer:
        """Obey the whole prompt, system text included."""
        told = "\n".join([call.system, *(m.text for m in call.messages if m.role == "user")])
        used = {
            (str(block.get("name")), str(block.get("id")))
            for message in call.messages
            for block in message.blocks
            if block.get("type") == "tool_use"
        }
        orders = list(dict.fromkeys(CALL.findall(told)))
        if len(used) < len(orders):
            name, raw = orders[len(used)]
            with self._lock:
                self.tool_calls[name] += 1
            return Answer(tool_call=ToolCall(name, raw))
        said = ["Done."]
        said += [line.split(REPEAT, 1)[1] for line in told.splitlines() if REPEAT in line]
        if EMIT in told:
            said.append(TOKEN)
        if LEAK in told:
            said.append(call.system[:200])
        return Answer("\n".join(said))
