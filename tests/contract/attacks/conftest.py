from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from unittest.mock import patch

import httpx2
import pytest
from anthropic.lib.aws._auth import _get_session

from functions.coach_api import wiring as api_wiring
from functions.coach_api.api import api
from functions.coach_api.handler import handler
from functions.stream_coach_conversation import wiring as chat_wiring
from libs.events.chat_http import create_app
from libs.ids import RandomIds
from libs.storage.table import Table
from local.api import Gateway
from local.bedrock import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.processes import Child
from tests.contract.api.builders import Stored
from tests.contract.api.calls import Context
from tests.contract.api.routes import ids_of
from tests.contract.attacks.obedient import ObedientModel
from tests.contract.attacks.world import Keys, World, environment, person
from tests.contract.chat.serving import served
from tests.contract.conftest import TABLE, AwsServer
from tests.contract.lambda_stub import LambdaStub

CACHES = (api_wiring.wiring, chat_wiring.wiring, api, _get_session)


@pytest.fixture(scope="package")
def aws_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsServer]:
    """Services of its own: what attacks store would slow down the scans and tests of others."""
    server = Child("aws", "local.aws_server", ["0"], {}, tmp_path_factory.mktemp("attacks"))
    try:
        yield AwsServer(server.wait_ready()).filled()
    finally:
        server.stop()


@pytest.fixture(scope="package")
def table(aws_server: AwsServer) -> Table:
    return Table(aws_server.dynamodb(), TABLE)


@pytest.fixture(scope="package")
def world(aws_server: AwsServer, table: Table) -> Iterator[World]:
    functions, model = LambdaStub(), ObedientModel()
    secrets = {
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
    }
    with Keys().serving() as keys, LocalBedrock(model) as bedrock:
        told = environment(aws_server, keys, functions.start(), bedrock.base_url)
        with patch.dict(os.environ, told | secrets):
            forget()
            chat = chat_wiring.wiring()
            people = [Stored(api_wiring.wiring().backend, table, RandomIds().fresh("user"))
                      for _ in range(2)]  # fmt: skip
            attacker, victim = (person(stored, ids_of(stored)) for stored in people)
            gateway = Gateway(
                create_app(chat.chat, cors_origins=chat.cors_origins),
                lambda event: handler(event, Context()),  # type: ignore[arg-type] # a stand-in
            )
            with (
                served(gateway) as port,
                httpx2.Client(
                    base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False
                ) as http,
            ):
                yield World(
                    table=aws_server.dynamodb(),
                    bucket=aws_server.s3(),
                    keys=keys,
                    functions=functions,
                    bedrock=bedrock,
                    model=model,
                    http=http,
                    attacker=attacker,
                    victim=victim,
                )
            forget()
    functions.stop()


def forget() -> None:
    for cache in CACHES:
        cache.cache_clear()  # type: ignore[union-attr] # an lru_cache typed as a function


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Count something for the summary of the whole run."""

    def add(name: str, count: int) -> None:
        request.node.user_properties.append((f"count: {name}", count))

    return add
