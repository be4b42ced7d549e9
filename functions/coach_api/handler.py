"""Lambda entry point of the JSON routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from functions.coach_api.api import api

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: Mapping[str, object], context: LambdaContext) -> dict[str, object]:
    """Answer one REST proxy event."""
    return api().answer(event, context)
