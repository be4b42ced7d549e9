"""A stand-in for Amazon Bedrock's runtime that speaks its real wire, on loopback only.

It checks SigV4, applies the models' rules, accounts for the prefix cache, streams in AWS's event
stream encoding and fails on command. What it says comes from a script or from a `Responder`.
"""

from __future__ import annotations

from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import CallMessage, ModelCall
from local.bedrock.invocation import Responder
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock

__all__ = [
    "LOCAL_ACCESS_KEY_ID",
    "LOCAL_SECRET_KEY",
    "Answer",
    "CallMessage",
    "LocalBedrock",
    "ModelCall",
    "Responder",
    "ToolCall",
]
