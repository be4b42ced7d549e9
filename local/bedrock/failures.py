"""The failures Bedrock answers before a stream has started."""

from __future__ import annotations

from dataclasses import dataclass, field

STATUS_OF_CODE = {
    "ValidationException": 400,
    "ServiceQuotaExceededException": 400,
    "AccessDeniedException": 403,
    "InvalidSignatureException": 403,
    "MissingAuthenticationTokenException": 403,
    "UnrecognizedClientException": 403,
    "ResourceNotFoundException": 404,
    "UnknownOperationException": 404,
    "ModelTimeoutException": 408,
    "PayloadTooLargeException": 413,
    "ModelErrorException": 424,
    "ModelStreamErrorException": 424,
    "ModelNotReadyException": 429,
    "ThrottlingException": 429,
    "InternalServerException": 500,
    "ServiceUnavailableException": 503,
}
"""Source: the service model of `bedrock-runtime` and the common errors of AWS."""


@dataclass(frozen=True)
class Failure:
    """A status, the code of `x-amzn-ErrorType` and a message."""

    code: str
    message: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def http_status(self) -> int:
        """Return the explicit status, else the one that belongs to the code."""
        return self.status or STATUS_OF_CODE.get(self.code, 500)


def invalid(message: str) -> Failure:
    """Return a ValidationException."""
    return Failure("ValidationException", message)
