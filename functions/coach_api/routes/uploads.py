"""Places for images that go with a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import document
from functions.coach_api.requests import RequestBody, Whole
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.params import UserId
from libs.storage.images import MAX_IMAGE_BYTES
from libs.storage.keys import upload_object
from libs.wire import WireModel

EXPIRES_S = 300
ImageType = Literal["image/jpeg", "image/png", "image/gif", "image/webp"]
_ENDINGS: Mapping[ImageType, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
}
router = new_router()


class NewUpload(RequestBody):
    """The image that is to be uploaded."""

    content_type: ImageType
    size_bytes: Annotated[Whole, Field(ge=1, le=MAX_IMAGE_BYTES)]


class UploadPlace(WireModel):
    """Where to PUT the image, with exactly these headers; `key` goes into the message."""

    key: str
    url: str
    method: Literal["PUT"] = "PUT"
    headers: dict[str, str]
    expires_at: datetime


@router.post(
    "/users/<userId>/uploads",
    tags=["uploads"],
    status_code=201,
    responses=document(UploadPlace, status=201),
)
def create_upload(user_id: UserId, body: NewUpload) -> Answer:
    """Return an address that takes one image of this type and size."""
    name = f"{backend().ids.fresh('upload')}.{_ENDINGS[body.content_type]}"
    key = upload_object(user_id, name)
    url = backend().objects.presign_put(
        key, content_type=body.content_type, size_bytes=body.size_bytes, expires_s=EXPIRES_S
    )
    place = UploadPlace(
        key=key,
        url=url,
        headers={"content-type": body.content_type, "content-length": str(body.size_bytes)},
        expires_at=backend().clock.now() + timedelta(seconds=EXPIRES_S),
    )
    return answer(place.to_wire(), status=201)
