"""Image keys and upload addresses: only the athlete's own uploads, only real images."""

from __future__ import annotations

import json
from collections.abc import Callable

from libs.storage.images import MAX_IMAGE_BYTES
from tests.contract.attacks.test_foreign_ids import TURN
from tests.contract.attacks.world import World, changed, error_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def turns(world: World, keys: list[object]) -> list[tuple[str, object]]:
    """Return the same images as both dialects send them."""
    me, ids = world.attacker.user_id, world.attacker.ids
    framed = f"/users/{me}/coaches/{ids['coachId']}/conversations/{ids['conversationId']}/stream"
    parts = [{"type": "file", "mediaType": "image/png", "url": key} for key in keys]
    message = {"role": "user", "parts": [{"type": "text", "text": "Look"}, *parts]}
    return [
        ("/chat", {"id": ids["conversationId"], "messages": [message]}),
        (framed, {**TURN, "userResponse": "Look", "imageS3Keys": keys}),
    ]


def test_no_image_but_an_upload_of_ones_own_is_taken(
    world: World, tally: Callable[[str, int], None]
) -> None:
    me, victim = world.attacker.user_id, world.victim.user_id
    objects, mine = world.attacker.stored.backend.objects, f"user-uploads/{world.attacker.user_id}"
    stored = {
        f"user-uploads/{victim}/secret.png": PNG,
        f"user-uploads/{me}-x/secret.png": PNG,
        f"{mine}/script.png": b"<svg onload=alert(1)>",
        f"{mine}/page.png": b"<!doctype html>",
        f"{mine}/program.png": b"MZ\x90\0",
        f"{mine}/half.png": b"\x89PNG",
        f"{mine}/gif.gif": b"GIF8",
        f"{mine}/riff.webp": b"RIFF\0\0\0\0WAVE",
        f"{mine}/empty.png": b"",
        f"{mine}/big.png": PNG + b"\0" * MAX_IMAGE_BYTES,
    }
    for key, content in stored.items():
        objects.put(key, content, content_type="image/png")
    odd = (
        f"user-uploads/{victim}/absent.png", f"user-uploads/{victim}", "user-uploads/",
        f"{mine}/../{victim}/secret.png", f"{mine}/..%2f{victim}/secret.png", f"{mine}/",
        f"{mine}//../{victim}/secret.png", f"{mine}/./secret.png\0", f"{mine}/a\u202egnp.exe",
        f"USER-UPLOADS/{victim}/secret.png", f"/user-uploads/{me}/a.png", f"{mine}/absent.png",
        f"jobs/{victim}/request.json", f"training-programs/{victim}/x.json", "debug/x",
        f"{world.keys.address}/attacker", f"s3://bucket/user-uploads/{victim}/secret.png",
        "data:image/png;base64,iVBORw0KGgo=", "file:///etc/passwd", "", "x" * 100_000,
        f"{mine}/{'a' * 2000}.png", f"{mine}/[GENERATE_PROGRAM].png", f"{mine}/\ud83d.png",
    )  # fmt: skip
    lists: list[list[object]] = [[key] for key in (*stored, *odd)]
    lists += [[None], [1], [{}], [[]], [f"{mine}/a.png"] * 6, [f"{mine}/big.png"] * 5]
    before, wrong = world.effects(), []

    for keys in lists:
        for path, body in turns(world, keys):
            answer = world.send("POST", path, body=body)
            if answer.status_code != 400:
                wrong.append((str(keys)[:80], path, answer.status_code))

    assert wrong == []
    assert changed(before, world.effects()) == []
    assert world.keys.hits["/attacker"] == 0
    tally("image keys", len(lists))


def test_foreign_and_absent_images_have_the_same_answer(world: World) -> None:
    me, victim = world.attacker.user_id, world.victim.user_id
    objects = world.attacker.stored.backend.objects
    objects.put(f"user-uploads/{victim}/there.png", PNG)

    answers = [
        world.send("POST", *turns(world, [key])[1:][0][:1], body=turns(world, [key])[1][1])
        for key in (
            f"user-uploads/{victim}/there.png",
            f"user-uploads/{victim}/not-there.png",
            f"user-uploads/{me}/not-there.png",
        )
    ]

    assert [answer.status_code for answer in answers] == [400] * 3
    assert len({answer.text for answer in answers}) == 1


def test_five_own_images_reach_the_model(world: World) -> None:
    mine = f"user-uploads/{world.attacker.user_id}"
    keys: list[object] = [f"{mine}/{number}.png" for number in range(5)]
    for key in keys:
        world.attacker.stored.backend.objects.put(str(key), PNG)
    path, body = turns(world, keys)[0]

    answer = world.send("POST", path, body=body)

    assert answer.status_code == 200
    asked = json.dumps(world.bedrock.calls("chat")[-1].body)
    assert asked.count('"type": "image"') == 5


def test_upload_addresses_take_only_images_below_the_own_prefix(
    world: World, tally: Callable[[str, int], None]
) -> None:
    path, victim = f"/users/{world.attacker.user_id}/uploads", world.victim.user_id
    kinds = ("image/svg+xml", "text/html", "image/png\r\nx: y", "IMAGE/PNG", "", None, 1)
    sizes = (0, -1, MAX_IMAGE_BYTES + 1, "9", 1.5, None, True, 10**400)
    bad: list[dict[str, object]] = [{"contentType": kind, "sizeBytes": 9} for kind in kinds]
    bad += [{"contentType": "image/png", "sizeBytes": size} for size in sizes]
    before = world.effects()

    statuses = [world.send("POST", path, body=body).status_code for body in bad]
    steered = world.send(
        "POST",
        path,
        body={
            "contentType": "image/png",
            "sizeBytes": 9,
            "key": f"user-uploads/{victim}/x.png",
            "userId": victim,
            "fileName": f"../{victim}/x.png",
        },
    ).json()

    assert set(statuses) == {400}
    assert str(steered["key"]).startswith(f"user-uploads/{world.attacker.user_id}/")
    assert victim not in str(steered["url"])
    assert changed(before, world.effects()) == []
    assert error_of(world.send("POST", path, body=bad[0]))["field"] == "contentType"
    tally("upload requests", len(bad) + 1)
