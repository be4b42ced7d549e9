from __future__ import annotations

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from functions.coach_api.api import api
from functions.coach_api.backend import Backend
from functions.coach_api.wiring import wiring
from libs.storage.table import Table
from tests.contract.api.aws import Aws, create_aws
from tests.contract.api.builders import Stored
from tests.contract.api.calls import Client
from tests.contract.conftest import AwsServer


@pytest.fixture(scope="package")
def aws(aws_server: AwsServer) -> Iterator[Aws]:
    made = create_aws(aws_server)
    with patch.dict(os.environ, made.environment):
        wiring.cache_clear()
        api.cache_clear()
        yield made
    wiring.cache_clear()
    api.cache_clear()


@pytest.fixture
def client(aws: Aws) -> Client:
    return Client(aws.athlete)


@pytest.fixture
def stranger(aws: Aws) -> Client:
    return Client(aws.stranger)


@pytest.fixture
def backend(aws: Aws) -> Backend:
    return wiring().backend


@pytest.fixture
def stored(aws: Aws, backend: Backend, table: Table) -> Stored:
    return Stored(backend, table, aws.athlete.user_id)


@pytest.fixture
def strangers(aws: Aws, backend: Backend, table: Table) -> Stored:
    return Stored(backend, table, aws.stranger.user_id)
