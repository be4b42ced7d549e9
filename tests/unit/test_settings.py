"""Settings from the environment."""

from __future__ import annotations

import pytest

from libs.settings import BucketSettings, CoreSettings, SettingsError, TokenSettings


class Both(CoreSettings, BucketSettings, TokenSettings):
    """Three groups in one."""


ENVIRONMENT = {
    "STAGE": "test",
    "LOG_LEVEL": "INFO",
    "TABLE_NAME": "table",
    "BUCKET_NAME": "bucket",
    "TOKEN_ISSUER": "https://issuer",
    "JWKS_URL": "https://keys",
    "TOKEN_CLIENT_IDS": "one, two",
    "SOMETHING_ELSE": "ignored",
}


def test_fields_are_read_from_their_upper_case_names() -> None:
    settings = Both.from_environment(ENVIRONMENT)

    assert settings.table_name == "table"
    assert settings.token_client_ids == ("one", "two")
    assert set(Both.environment_names()) == ENVIRONMENT.keys() - {"SOMETHING_ELSE"}


def test_a_missing_variable_is_named_at_start_up() -> None:
    with pytest.raises(SettingsError, match="missing or unusable: BUCKET_NAME, TABLE_NAME"):
        Both.from_environment({**ENVIRONMENT, "BUCKET_NAME": "", "TABLE_NAME": ""})
