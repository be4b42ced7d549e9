"""The vector index, who may use it, and the other vendor as a choice of the stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from libs.ai.bedrock.embeddings import DIMENSIONS
from libs.vectors.encoding import NOT_FILTERABLE
from stacks.bundle import BundleTarget, requirements_of
from stacks.config import DEV
from tests.infrastructure.conftest import PINECONE_SECRET_ARN
from tests.infrastructure.templates import FUNCTION_TITLES, Template, listed

Stages = Mapping[str, Mapping[str, Template]]
READERS = ("stream_coach_conversation", "build_training_program", "build_workout")
WRITERS = ("build_training_program", "build_workout", "build_conversation_summary", "coach_api")
USERS = tuple(sorted({*READERS, *WRITERS}))


def actions(template: Template, name: str) -> set[str]:
    return {action for item in template.statements(name) for action in listed(item["Action"])}


def test_the_index_fits_what_the_adapter_writes(data: Template) -> None:
    index = data.one("AWS::S3Vectors::Index")

    assert (index["Dimension"], index["DistanceMetric"]) == (DIMENSIONS, "cosine")
    configured = index["MetadataConfiguration"]["NonFilterableMetadataKeys"]
    assert tuple(configured) == NOT_FILTERABLE


def test_functions_have_the_rights_they_use_on_the_index_only(backend: Template) -> None:
    for name in USERS:
        rights = {item for item in actions(backend, name) if item.startswith("s3vectors:")}
        assert "s3vectors:PutVectors" in rights
        assert ("s3vectors:QueryVectors" in rights) is (name in READERS)
        assert ("s3vectors:DeleteVectors" in rights) is (name in WRITERS)
    assert "bedrock:InvokeModel" in actions(backend, "coach_api")
    assert "bedrock:InvokeModelWithResponseStream" not in actions(backend, "coach_api")
    for name in FUNCTION_TITLES:
        assert not any(action.startswith("secretsmanager:") for action in actions(backend, name))


def test_a_stage_on_pinecone_reads_one_secret_and_has_no_index(stages: Stages) -> None:
    data, backend = stages["flags"]["data"], stages["flags"]["backend"]

    assert data.of_type("AWS::S3Vectors::Index") == {}
    for name in USERS:
        (grant,) = [
            item
            for item in backend.statements(name)
            if "secretsmanager:GetSecretValue" in listed(item["Action"])
        ]
        assert listed(grant["Resource"]) == [PINECONE_SECRET_ARN]
        environment = backend.environment(name)
        assert environment["VECTOR_STORE"] == "pinecone"
        assert environment["VECTOR_SECRET_ARN"] == PINECONE_SECRET_ARN
        assert not any(action.startswith("s3vectors:") for action in actions(backend, name))


def test_pinecone_without_its_names_is_no_stage() -> None:
    with pytest.raises(ValueError, match="pinecone_secret_arn"):
        replace(DEV, vector_store="pinecone", pinecone_host="https://index")


def test_the_optional_client_is_bundled_only_where_it_is_selected() -> None:
    plain = BundleTarget("aarch64-manylinux2014", "3.13")
    selected = replace(plain, has_pinecone=True)

    for name in FUNCTION_TITLES:
        assert not any("pinecone" in path.read_text() for path in requirements_of(name, plain))
    with_client = {
        name
        for name in FUNCTION_TITLES
        if any("pinecone==" in path.read_text() for path in requirements_of(name, selected))
    }
    assert with_client == set(USERS)
