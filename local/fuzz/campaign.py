"""One campaign: cases drawn from the OpenAPI document, sent, and every answer checked.

Each operation gets the same share of cases, half of them valid by the document and half not. In
most of them the caller's token and ids of real things stand in for drawn ones, so that routes get
past their 401 and 404. Deletions come last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Err
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
TIMEOUT_S = 60.0
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
_SECOND_MODE = {GenerationMode.POSITIVE: 0, GenerationMode.NEGATIVE: 1}
_DRAWS = 9
"""One case in about nine keeps its drawn token and ids."""
_ROUNDS = 4
"""A small space of cases is exhausted early; what it left over goes to the others."""


@dataclass(frozen=True)
class Target:
    """A running system, who calls it, and the ids of things the caller owns."""

    base_url: str
    token: str
    ids: Mapping[str, str]


@dataclass
class Outcome:
    """What a campaign saw; `findings` holds the first case of each kind, as a command line."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    failed_cases: int = 0
    findings: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, operation: str, status: int) -> None:
        """Count one answer."""
        self.cases += 1
        self.statuses[status] += 1
        self.operations[operation] += 1

    def fail(self, operation: str, title: str, detail: str) -> None:
        """Keep the first failure of a kind."""
        self.findings.setdefault((operation, title), detail)


class Campaign:
    """Runs up to `cases` cases against a target; `is_over` ends it early.

    `tell` gets a line each time a route is through.
    """

    def __init__(
        self,
        target: Target,
        *,
        cases: int,
        first_seed: int,
        is_over: Callable[[], bool],
        tell: Callable[[str], None],
    ) -> None:
        self.outcome = Outcome()
        self._target, self._cases, self._seed, self._is_over = target, cases, first_seed, is_over
        self._tell = tell
        self._session = requests.Session()
        self._session.trust_env = False

    def run(self) -> Outcome:
        """Return what was seen, whatever failed."""
        operations = self._operations()
        with self._session:
            for number in range(_ROUNDS):
                left = self._cases - self.outcome.cases
                if left <= 0 or self._is_over():
                    break
                self._round(operations, number, left)
        return self.outcome

    def _operations(self) -> list[Operation]:
        url = f"{self._target.base_url}/openapi.json"
        document = schemathesis.openapi.from_url(url, timeout=TIMEOUT_S)
        found: list[Operation] = []
        for result in document.get_all_operations():
            if isinstance(result, Err):
                raise result.err()
            found.append(result.ok())
        return sorted(found, key=lambda operation: operation.method == "delete")

    def _round(self, operations: Sequence[Operation], number: int, left: int) -> None:
        share = -(-left // (2 * len(operations)))
        for place, operation in enumerate(operations):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                wanted = min(share, self._cases - self.outcome.cases)
                if wanted > 0:
                    drawn = (number * len(operations) + place) * 2 + _SECOND_MODE[mode]
                    self._fuzz(operation, mode, wanted, self._seed + drawn)
            self._tell(f"{self.outcome.cases} of {self._cases} cases: {operation.label}")

    def _fuzz(self, operation: Operation, mode: GenerationMode, wanted: int, drawn: int) -> None:
        ids = self._target.ids

        @seed(drawn)
        @settings(
            max_examples=wanted,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), draw=st.integers(0, _DRAWS * 100))
        def try_case(case: AnyCase, draw: int) -> None:
            real = draw % _DRAWS != 0 or draw == 0
            if self._is_over() or self.outcome.cases >= self._cases:
                return
            for name in case.path_parameters if real else ():
                # A number that is wrong on purpose stays.
                if name in ids and name.endswith("Id"):
                    case.path_parameters[name] = ids[name]
            if real:
                case.headers["Authorization"] = f"Bearer {self._target.token}"
            if real and isinstance(case.body, dict) and "messages" in case.body:
                case.body["id"] = ids.get("conversationId", "")
            self._try(case)

        try_case()

    def _try(self, case: AnyCase) -> None:
        label = case.operation.label
        try:
            response = case.call(
                base_url=self._target.base_url, session=self._session, timeout=TIMEOUT_S
            )
        except requests.RequestException as error:
            self.outcome.add(label, 0)
            self.outcome.failed_cases += 1
            self.outcome.fail(label, f"no answer: {type(error).__name__}", case.as_curl_command())
            return
        self.outcome.add(label, response.status_code)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            self.outcome.failed_cases += 1
            for failure in group.exceptions:
                self._fail(label, failure, case)

    def _fail(self, label: str, failure: Failure | BaseException, case: AnyCase) -> None:
        title = failure.title if isinstance(failure, Failure) else type(failure).__name__
        self.outcome.fail(label, title, f"{failure}\n{case.as_curl_command()}")
