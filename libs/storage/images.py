"""Uploaded images for the model: type by content, size by what Bedrock takes."""

from __future__ import annotations

from libs.ai.ports import ImagePart, MediaType
from libs.errors import InvalidRequestError, NotFoundError
from libs.storage.objects import Objects

MAX_IMAGE_BYTES = 3_750_000
"""Source: Bedrock takes 5 MB of base64."""
_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_WEBP_MARK = slice(8, 12)


class UploadedImages:
    """ImageSource on the bucket."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def load_image(self, key: str) -> ImagePart:
        """Return an uploaded image, its size and type checked.

        Raises:
            NotFoundError: no such object.
            InvalidRequestError: not an image of an accepted type, or too large.
        """
        content = self._objects.find(key)
        if content is None:
            raise NotFoundError("The image is gone. Please upload it again.", kind="image", id="")
        media_type = media_type_of(content)
        if media_type is None or len(content) > MAX_IMAGE_BYTES:
            raise InvalidRequestError(
                "Send PNG, JPEG, GIF or WebP images of 3.7 MB at most.", field="imageS3Keys"
            )
        return ImagePart(media_type, content)


def media_type_of(content: bytes) -> MediaType | None:
    """Return the type that an image's first bytes tell, or None."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content.startswith(b"RIFF") and content[_WEBP_MARK] == b"WEBP":
        return "image/webp"
    return None
