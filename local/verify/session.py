"""One run of the checklist: the athlete who makes it, and what checks leave for later ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from libs.clock import SystemClock
from libs.training_program.stored import StoredProgram
from local.accounts import Tokens, fresh_password
from local.client import CoachClient
from local.seed import DEMO_COACH_ID
from local.verify.report import NotChecked
from local.verify.target import Target


@dataclass
class Session:
    """The athlete of this run and what has happened so far."""

    target: Target
    user_id: str
    tokens: Tokens
    client: CoachClient
    started_at: datetime = field(default_factory=lambda: SystemClock().now())
    job_id: str = ""
    program: StoredProgram | None = None
    first_text_s: float = 0.0
    is_job_final_after_stream: bool | None = None

    def job(self) -> str:
        """Return the job of the program.

        Raises:
            NotChecked: the conversation did not start one.
        """
        if not self.job_id:
            raise NotChecked("no build was started")
        return self.job_id

    def stored_program(self) -> StoredProgram:
        """Return the program's item.

        Raises:
            NotChecked: no check has found one.
        """
        if self.program is None:
            raise NotChecked("there is no stored program")
        return self.program

    def close(self) -> None:
        """End held calls and connections."""
        self.client.close()
        if self.target.model is not None:
            self.target.model.release()


def open_session(target: Target, user_name: str, password: str | None) -> Session:
    """Sign the seeded athlete in.

    Args:
        target: The stack.
        user_name: Whom `make seed` has made.
        password: Theirs; without one they get a fresh password that nobody learns.

    Raises:
        LookupError: there is no such user.
    """
    accounts = target.accounts()
    user_id = accounts.find_user(user_name)
    if user_id is None:
        raise LookupError(f"there is no user {user_name!r}; run `make seed STACK={target.name}`")
    if password is None:
        password = fresh_password()
        accounts.set_password(user_name, password)
    tokens = accounts.sign_in(user_name, password)
    client = CoachClient(
        target.api_url, tokens.access, user_id, DEMO_COACH_ID, chat_url=target.chat_url
    )
    return Session(target, user_id, tokens, client)
