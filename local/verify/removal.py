"""Uploads and deletion: the routes that sign for the bucket and empty it, all versions included."""

from __future__ import annotations

import base64

import httpx2

from local.client import ApiError
from local.show import as_object
from local.verify.report import expect
from local.verify.session import Session

TIMEOUT_S = 30.0
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
"""A PNG of one pixel."""


def check_upload(run: Session) -> str:
    """An image goes to the signed address, and only under the athlete's own prefix."""
    path = f"/users/{run.user_id}/uploads"
    asked = {"contentType": "image/png", "sizeBytes": len(PIXEL)}
    signed = run.client.request("POST", path, asked).body
    key, headers = str(signed["key"]), as_object(signed["headers"])
    expect(key.startswith(f"user-uploads/{run.user_id}/"), f"the key is {key}")
    answer = httpx2.put(
        str(signed["url"]),
        content=PIXEL,
        headers={name: str(value) for name, value in headers.items()},
        timeout=TIMEOUT_S,
    )
    expect(answer.status_code == 200, f"the bucket answered {answer.status_code}")
    head = run.target.s3().head_object(Bucket=run.target.bucket_name, Key=key)
    expect(head["ContentLength"] == len(PIXEL), f"{head['ContentLength']} bytes are stored")
    return f"{len(PIXEL)} bytes by the signed address"


def check_deletion(run: Session) -> str:
    """The program of this run is removed: item, object in every version, and a receipt."""
    program = run.stored_program()
    path = run.client.programs_path(program.program_id)
    receipt = run.client.request("DELETE", path).body
    try:
        run.client.get(path)
    except ApiError as gone:
        expect(gone.status == 404, f"the deleted program was answered {gone.status}")
    else:
        expect(False, "the deleted program can still be read")
    left = run.target.s3().list_object_versions(
        Bucket=run.target.bucket_name, Prefix=program.s3_detail_key
    )
    versions = len(left.get("Versions", [])) + len(left.get("DeleteMarkers", []))
    expect(versions == 0, f"{versions} versions of the details are left")
    return f"{receipt.get('items')} items and {receipt.get('objects')} objects removed"
