"""The documented schema of the typed request is the model's own."""

from __future__ import annotations

import json
from pathlib import Path

from libs.training_program.models.request import TrainingRequest

SCHEMA = Path("docs/training-request.schema.json")


def test_documented_schema_is_that_of_the_model() -> None:
    documented = json.loads(SCHEMA.read_text("utf-8"))

    assert documented == TrainingRequest.model_json_schema(by_alias=True)
