"""The thin gateway to the one bucket: conditional puts, versions, presigned uploads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from libs.errors import ConditionFailedError, ItemTooLargeError, NotFoundError, StorageError
from libs.storage.aws_errors import is_missing, object_errors

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef, PutObjectOutputTypeDef

JSON = "application/json"
_DELETE_BATCH = 1000


class StoredObject(NamedTuple):
    """Where an object is; `version_id` is empty in a bucket without versions."""

    key: str
    version_id: str


class Objects:
    """Objects of the bucket; safe from several threads."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes, *, content_type: str = JSON) -> StoredObject:
        """Store an object, as a new version where there is one."""
        with object_errors():
            answer = self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType=content_type
            )
        return StoredObject(key, answer.get("VersionId", ""))

    def put_if_absent(
        self, key: str, body: bytes, *, content_type: str = JSON
    ) -> StoredObject | None:
        """Store an object unless there is one; None when there is."""
        try:
            with object_errors():
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=body,
                    ContentType=content_type,
                    IfNoneMatch="*",
                )
        except ConditionFailedError as exc:
            if is_missing(exc):
                raise StorageError("there is no such bucket") from exc
            return None
        return StoredObject(key, answer.get("VersionId", ""))

    def find_tag(self, key: str) -> str:
        """Return the entity tag of an object as it is now, empty when there is none."""
        try:
            with object_errors():
                return self._client.head_object(Bucket=self._bucket, Key=key)["ETag"]
        except ConditionFailedError:
            return ""

    def replace(
        self, key: str, body: bytes, *, tag: str, content_type: str = JSON
    ) -> StoredObject | None:
        """Store an object over the one with this tag, or over none; None when it is another."""
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        call: Callable[..., PutObjectOutputTypeDef] = self._client.put_object
        try:
            with object_errors():
                answer = call(
                    Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, **condition
                )
        except ConditionFailedError:
            return None
        return StoredObject(key, answer.get("VersionId", ""))

    def find(self, key: str, *, version_id: str = "", max_bytes: int | None = None) -> bytes | None:
        """Return an object's content, or None.

        Raises:
            ItemTooLargeError: it has more than `max_bytes`; its content is not read.
        """
        try:
            with object_errors():
                if version_id:
                    answer = self._client.get_object(
                        Bucket=self._bucket, Key=key, VersionId=version_id
                    )
                else:
                    answer = self._client.get_object(Bucket=self._bucket, Key=key)
                if max_bytes is not None and answer["ContentLength"] > max_bytes:
                    answer["Body"].close()
                    raise ItemTooLargeError("the file is too large")
                return answer["Body"].read()
        except ConditionFailedError:
            return None

    def load(self, key: str, *, version_id: str = "") -> bytes:
        """Return an object's content.

        Raises:
            NotFoundError: there is none.
        """
        content = self.find(key, version_id=version_id)
        if content is None:
            raise NotFoundError("There is no such file.", kind="object", id=key)
        return content

    def list_keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys below a prefix, in order."""
        paginator = self._client.get_paginator("list_objects_v2")
        with object_errors():
            for page in paginator.paginate(Bucket=self._bucket, Prefix=prefix):
                for item in page.get("Contents", ()):
                    yield item["Key"]

    def list_versions(self, prefix: str) -> Iterator[StoredObject]:
        """Yield all versions and delete markers below a prefix."""
        paginator = self._client.get_paginator("list_object_versions")
        with object_errors():
            for page in paginator.paginate(Bucket=self._bucket, Prefix=prefix):
                for version in page.get("Versions", ()):
                    yield StoredObject(version["Key"], version["VersionId"])
                for marker in page.get("DeleteMarkers", ()):
                    yield StoredObject(marker["Key"], marker["VersionId"])

    def delete_versions(self, versions: Sequence[StoredObject]) -> None:
        """Delete exactly these versions; absent ones are no error.

        Raises:
            StorageError: at least one was not deleted.
        """
        for start in range(0, len(versions), _DELETE_BATCH):
            batch: list[ObjectIdentifierTypeDef] = [
                {"Key": item.key, "VersionId": item.version_id}
                for item in versions[start : start + _DELETE_BATCH]
            ]
            with object_errors():
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True}
                )
            if answer.get("Errors"):
                raise StorageError(f"{len(answer['Errors'])} objects were not deleted")

    def delete_all_versions(self, prefix: str) -> int:
        """Delete everything below a prefix for good; return how many versions that were."""
        versions = tuple(self.list_versions(prefix))
        self.delete_versions(versions)
        return len(versions)

    def presign_put(self, key: str, *, content_type: str, size_bytes: int, expires_s: int) -> str:
        """Return an address to which one object of this type and size may be uploaded."""
        return self._client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ContentType": content_type,
                "ContentLength": size_bytes,
            },
            ExpiresIn=expires_s,
        )
