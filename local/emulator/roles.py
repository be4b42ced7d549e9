"""Roles in the emulator: functions run under their own, and so does the chat beside it.

MiniStack enforces every policy (`AUTH=true`): the account's root may do all, a role only what its
policies list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import boto3

from local.emulator.server import REGION
from local.verify.target import Target


@dataclass(frozen=True)
class RoleCredentials:
    """Credentials of a role."""

    access_key_id: str
    secret_key: str
    session_token: str

    def variables(self) -> Mapping[str, str]:
        """Return the variables in which Lambda hands them to a function."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_SESSION_TOKEN": self.session_token,
        }

    def session(self) -> boto3.Session:
        """Return a session of the role."""
        return boto3.Session(
            self.access_key_id, self.secret_key, self.session_token, region_name=REGION
        )


def assume_role_of(target: Target, function: str) -> RoleCredentials:
    """Return credentials of a deployed function's role, which the emulator gives to its root."""
    found = target.functions_client().get_function_configuration(
        FunctionName=target.functions[function]
    )
    client = target.session.client("sts", endpoint_url=target.endpoint_url)
    answer = client.assume_role(RoleArn=found["Role"], RoleSessionName=function)["Credentials"]
    return RoleCredentials(
        str(answer["AccessKeyId"]), str(answer["SecretAccessKey"]), str(answer["SessionToken"])
    )


def function_secrets(target: Target) -> dict[str, str]:
    """Return key ids and secrets with which deployed functions sign, for the local Bedrock.

    The pinned MiniStack derives both from the ARNs of function and role.
    """
    pages = target.functions_client().get_paginator("list_functions").paginate()
    digests = [
        hashlib.sha256(f"{item['FunctionArn']}:{item['Role']}".encode()).hexdigest()
        for page in pages
        for item in page["Functions"]
    ]
    return {
        f"ASIA{digest[:16].upper()}": hashlib.sha256(f"secret:{digest}".encode()).hexdigest()
        for digest in digests
    }


def lift_tls_only(session: boto3.Session, endpoint_url: str, bucket: str) -> None:
    """Remove a bucket's policy, which refuses plain HTTP: on loopback there is no TLS."""
    session.client("s3", endpoint_url=endpoint_url).delete_bucket_policy(Bucket=bucket)
