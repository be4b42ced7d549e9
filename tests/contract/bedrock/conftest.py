from __future__ import annotations

from collections.abc import Iterator

import pytest
from anthropic.lib.aws._auth import _get_session

from local.bedrock import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock


@pytest.fixture(scope="package")
def running_bedrock() -> Iterator[LocalBedrock]:
    with LocalBedrock() as bedrock:
        yield bedrock


@pytest.fixture
def signer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Credentials that the local Bedrock knows, in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", LOCAL_ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", LOCAL_SECRET_KEY)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    # The SDK keeps one session per process; another test may have signed as somebody else.
    _get_session.cache_clear()  # type: ignore[attr-defined] # an lru_cache typed as a function
    yield
    _get_session.cache_clear()  # type: ignore[attr-defined] # an lru_cache typed as a function


@pytest.fixture
def bedrock(running_bedrock: LocalBedrock, signer: None) -> Iterator[LocalBedrock]:
    yield running_bedrock
    running_bedrock.reset()
