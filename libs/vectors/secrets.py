"""Reads a secret by reference; its value is never logged, stored, or put into settings."""

from __future__ import annotations

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from libs.errors import StorageError, StoreRejectedError

_GONE = frozenset({"ResourceNotFoundException", "AccessDeniedException", "DecryptionFailure"})


def load_secret(session: boto3.Session, secret_arn: str, *, config: Config) -> str:
    """Return the text of a secret.

    Raises:
        StoreRejectedError: there is no such secret for us, or it is empty.
        StorageError: Secrets Manager did not answer.
    """
    try:
        client = session.client("secretsmanager", config=config)
        answer = client.get_secret_value(SecretId=secret_arn)
    except ClientError as exc:
        code = str(exc.response.get("Error", {}).get("Code", ""))
        kind = StoreRejectedError if code in _GONE else StorageError
        raise kind(f"the secret could not be read: {code}") from exc
    except BotoCoreError as exc:
        raise StorageError(f"the secret could not be read: {type(exc).__name__}") from exc
    text = answer.get("SecretString", "").strip()
    if not text:
        raise StoreRejectedError("the secret is empty")
    return text
