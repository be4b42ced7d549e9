"""Users of a pool as an operator makes them: created, given a password, signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives; the API takes the access token only."""

    access: str
    id: str


@dataclass(frozen=True)
class Accounts:
    """The pool through the client for scripts, which prod does not have."""

    cognito: CognitoIdentityProviderClient
    user_pool_id: str
    client_id: str

    def find_user(self, user_name: str) -> str | None:
        """Return a user's id, the `sub` of their tokens, or None."""
        try:
            user = self.cognito.admin_get_user(UserPoolId=self.user_pool_id, Username=user_name)
        except self.cognito.exceptions.UserNotFoundException:
            return None
        return next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub")

    def add_user(self, user_name: str, password: str) -> str:
        """Create a user with a lasting password and return their id; no mail is sent."""
        self.cognito.admin_create_user(
            UserPoolId=self.user_pool_id, Username=user_name, MessageAction="SUPPRESS"
        )
        self.set_password(user_name, password)
        found = self.find_user(user_name)
        assert found is not None  # noqa: S101 (created above)
        return found

    def set_password(self, user_name: str, password: str) -> None:
        """Give a user another lasting password."""
        self.cognito.admin_set_user_password(
            UserPoolId=self.user_pool_id, Username=user_name, Password=password, Permanent=True
        )

    def sign_in(self, user_name: str, password: str) -> Tokens:
        """Return real tokens of a user."""
        answer = self.cognito.admin_initiate_auth(
            UserPoolId=self.user_pool_id,
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user_name, "PASSWORD": password},
        )
        result = answer["AuthenticationResult"]
        return Tokens(access=result["AccessToken"], id=result["IdToken"])


def fresh_password() -> str:
    """Return a password nobody knows, with every kind of character the pool asks for."""
    return f"{secrets.token_urlsafe(18)}-aA1"
