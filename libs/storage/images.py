"""Uploaded images for the model: type by content, size by what Bedrock takes."""

from __future__ import annotations

from libs.ai.ports import ImagePart, MediaType
from libs.conversation.lines import NO_SUCH_IMAGE
from libs.errors import InvalidRequestError, ItemTooLargeError
from libs.storage.objects import Objects

MAX_IMAGE_BYTES = 3_750_000
"""Source: Bedrock takes 5 MB of base64."""
_UNUSABLE = "Send PNG, JPEG, GIF or WebP images of 3.7 MB at most."
_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_WEBP_MARK = slice(8, 12)


class UploadedImages:
    """ImageSource on the bucket."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def load_image(self, key: str) -> ImagePart:
        """Return an uploaded image, its size and type checked.

        Raises:
            InvalidRequestError: no such object, not an image of an accepted type, or too large.
        """
        try:
            content = self._objects.find(key, max_bytes=MAX_IMAGE_BYTES)
        except ItemTooLargeError as error:
            raise _refusal(_UNUSABLE) from error
        if content is None:
            raise _refusal(NO_SUCH_IMAGE)
        media_type = media_type_of(content)
        if media_type is None:
            raise _refusal(_UNUSABLE)
        return ImagePart(media_type, content)


def _refusal(message: str) -> InvalidRequestError:
    return InvalidRequestError(message, field="imageS3Keys", code="INVALID_USER_RESPONSE")


def media_type_of(content: bytes) -> MediaType | None:
    """Return the type that an image's first bytes tell, or None."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content.startswith(b"RIFF") and content[_WEBP_MARK] == b"WEBP":
        return "image/webp"
    return None
