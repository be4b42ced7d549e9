"""Titan's text embeddings by hashed words: deterministic, and NOT semantic.

Texts that share words come out close; synonyms do not. Enough to prove plumbing, isolation and
ranking by overlap; no statement about retrieval quality can be based on it.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping

from local.bedrock.failures import Failure, invalid
from local.bedrock.tokens import count_text

MODEL_ID = "amazon.titan-embed-text-v2:0"
DIMENSIONS = (256, 512, 1024)
DEFAULT_DIMENSIONS = 1024
MAX_TOKENS = 8192
MAX_CHARS = 50_000
NOTE = "hashed words, not semantic"

_WORD = re.compile(r"\w+")
_KEYS = frozenset({"inputText", "dimensions", "normalize", "embeddingTypes"})


def answer_embedding(body: Mapping[str, object]) -> Mapping[str, object] | Failure:
    """Return Titan's answer to a request body, or the failure it gives."""
    for key in body.keys() - _KEYS:
        return invalid(f"Malformed input request: extraneous key [{key}] is not permitted")
    text = body.get("inputText")
    if not isinstance(text, str) or not text:
        return invalid("Malformed input request: expected minLength: 1, actual: 0")
    dimensions = body.get("dimensions", DEFAULT_DIMENSIONS)
    if not isinstance(dimensions, int) or dimensions not in DIMENSIONS:
        return invalid(f"Malformed input request: dimensions must be one of {DIMENSIONS}")
    tokens = count_text(text)
    if tokens > MAX_TOKENS or len(text) > MAX_CHARS:
        return invalid(f"Too many input tokens. Max input tokens: {MAX_TOKENS}, got: {tokens}")
    vector = hashed_vector(text, dimensions, normalize=body.get("normalize", True) is not False)
    return {
        "embedding": vector,
        "embeddingsByType": {"float": vector},
        "inputTextTokenCount": tokens,
    }


def hashed_vector(text: str, dimensions: int, *, normalize: bool = True) -> list[float]:
    """Return one signed count per hashed word; a text without words points along the first axis."""
    vector = [0.0] * dimensions
    for word in _WORD.findall(text.lower()):
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        sign = 1.0 if digest[0] & 1 else -1.0
        vector[int.from_bytes(digest[1:], "big") % dimensions] += sign
    if not any(vector):
        vector[0] = 1.0
    if not normalize:
        return vector
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]
