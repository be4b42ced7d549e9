"""What every route reads of its request, and the backend behind all of them."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.api_gateway import Router

from functions.coach_api.backend import Backend
from functions.coach_api.wiring import wiring
from libs.auth.tokens import Caller
from libs.errors import UnauthenticatedError


def new_router() -> Router:
    """Return a router for the routes of one resource."""
    return Router()  # type: ignore[no-untyped-call] # its constructor has no annotations


def backend() -> Backend:
    """Return the stores and services of this process."""
    return wiring().backend


def caller_id(router: Router) -> str:
    """Return who calls.

    Raises:
        UnauthenticatedError: nobody was admitted.
    """
    caller = router.context.get("caller")
    if not isinstance(caller, Caller):
        raise UnauthenticatedError("Please sign in.")
    return caller.user_id


def header(router: Router, name: str) -> str | None:
    """Return a request header by its lower-case name."""
    value = router.current_event.headers.get(name)
    return value if isinstance(value, str) else None
