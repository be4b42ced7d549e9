"""A stable guess at token counts; no tokenizer of the vendor is public."""

from __future__ import annotations

import json
import math

CHARS_PER_TOKEN = 3.1
"""Source: measured on JSON answers (bedrock.md, section 10)."""

IMAGE_TOKENS = 1500
"""Source: a picture of about one megapixel by the vendor's rule width x height / 750."""


def count_text(text: str) -> int:
    """Return the tokens of a text; empty text has none."""
    return math.ceil(len(text) / CHARS_PER_TOKEN)


def count_block(block: object) -> int:
    """Return the tokens of one content block, system block or tool definition."""
    if isinstance(block, str):
        return count_text(block)
    if isinstance(block, dict):
        if block.get("type") == "image":
            return IMAGE_TOKENS
        if block.get("type") == "text":
            return count_text(str(block.get("text", "")))
    return count_text(json.dumps(block, separators=(",", ":")))
