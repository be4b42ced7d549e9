"""docs/wire-contracts.md says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from functions.coach_api.documents import DayBody, JobBody, MessageBody, ProgramBody
from functions.coach_api.documents import Receipt as ReceiptBody
from libs.errors import BuildError, CoachBackendError, ModelError
from libs.jobs.models import Job, JobUsage
from libs.wire import WireModel
from tests.contract.api.aws import Aws
from tests.contract.api.builders import NOW
from tests.contract.api.routes import document

PAGE = (Path(__file__).parents[3] / "docs" / "wire-contracts.md").read_text("utf-8")
MODELS = [JobBody, MessageBody, ProgramBody, DayBody, ReceiptBody]
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def _errors(base: type[CoachBackendError]) -> list[type[CoachBackendError]]:
    below = [item for child in base.__subclasses__() for item in _errors(child)]
    return [base, *below]


def test_every_route_stands_in_the_table_and_no_other(aws: Aws) -> None:
    told = set(re.findall(r"^\| `([A-Z]+ /[^`]+)`", PAGE, re.MULTILINE))

    paths = document()["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}

    assert told == served


def test_every_error_a_route_can_give_stands_in_the_table() -> None:
    rows = re.findall(r"^\| (\d{3}) \| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    told = {(int(status), code) for status, codes in rows for code in re.findall(r"\w+", codes)}

    never_here = {*_errors(ModelError), *_errors(BuildError)}
    tree = {(item.status_code, item.code) for item in set(_errors(CoachBackendError)) - never_here}

    assert tree <= told


@pytest.mark.parametrize(
    ("example", "model"),
    list(zip(EXAMPLES, MODELS, strict=True)),
)
def test_the_examples_are_of_their_kind(example: dict[str, object], model: type[WireModel]) -> None:
    read = model.from_wire(example)

    assert read.to_wire().keys() == example.keys()


def test_the_job_example_has_the_fields_of_a_job() -> None:
    job = Job(
        job_id="job_1",
        user_id="user_1",
        kind="training_program",
        conversation_id="conversation_1",
        coach_id="coach_1",
        message_id="message_1",
        state="running",
        usage=JobUsage(),
        created_at=NOW,
        updated_at=NOW,
    )

    assert EXAMPLES[0].keys() == job.to_public().keys()
