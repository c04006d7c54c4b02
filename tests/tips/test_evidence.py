"""Evidence is checked by what it is, made anew where it can be, and kept encrypted under a random name."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BadInput, NotFound, TooLarge
from bot.tips import evidence
from bot.tips.models import Evidence
from tests.tips.citizen import Citizen

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SECRET = b"<script>alert(1)</script>"


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else None).save(out, format, **options)
    return out.getvalue()


def with_place() -> bytes:
    """A photo whose EXIF says where it was taken, and which lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    return picture("JPEG", exif=exif)


async def store(citizen: Citizen, data: bytes, *, kind: str = "photo", name: str = "foto.jpg") -> Evidence:
    async with citizen.at_work() as (session, conversation):
        return await evidence.store(
            session,
            data,
            name=name,
            declared_mime="image/jpeg",
            kind=kind,
            conversation_id=conversation.id,
            message_id=None,
            settings=citizen.runtime.settings,
            vault=citizen.runtime.vault,
            now=citizen.clock(),
        )


async def content(citizen: Citizen, stored: Evidence) -> bytes:
    return await evidence.read(stored, citizen.runtime.settings, citizen.runtime.vault)


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/jpeg"),
        (picture("PNG", "RGBA"), "image/png"),
        (picture("WEBP"), "image/jpeg"),
        (picture("GIF", "L"), "image/jpeg"),
        (picture("BMP"), "image/jpeg"),
    ],
)
async def test_a_picture_is_drawn_anew_and_may_be_shown(citizen: Citizen, data: bytes, mime: str) -> None:
    stored = await store(citizen, data)
    assert stored.inline_safe
    assert stored.mime in (mime, "image/png")
    assert Image.open(io.BytesIO(await content(citizen, stored))).size == (40, 20)


async def test_place_camera_and_whatever_hangs_behind_a_picture_are_gone(citizen: Citizen) -> None:
    stored = await store(citizen, with_place() + SECRET)
    kept = await content(citizen, stored)
    assert SECRET not in kept
    image = Image.open(io.BytesIO(kept))
    assert not image.getexif()
    assert image.size == (20, 40), "turned upright before its EXIF goes"


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG", comment=b"Pak Contoh", icc_profile=b"Pak Contoh" * 20),
        picture("PNG", "RGBA", icc_profile=b"Pak Contoh" * 20),
        picture("GIF", "L", comment=b"Pak Contoh"),
        picture("WEBP", icc_profile=b"Pak Contoh" * 20),
    ],
)
async def test_comments_and_profiles_inside_a_picture_do_not_come_along(citizen: Citizen, data: bytes) -> None:
    kept = await content(citizen, await store(citizen, data))
    assert b"Pak Contoh" not in kept
    assert {"comment", "icc_profile"}.isdisjoint(Image.open(io.BytesIO(kept)).info)


async def test_the_name_never_decides(citizen: Citizen) -> None:
    with pytest.raises(BadInput):
        await store(citizen, SECRET, name="foto.jpg")
    stored = await store(citizen, PDF, kind="document", name="foto.jpg")
    assert (stored.mime, stored.inline_safe) == ("application/pdf", False)


@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90\x00" + b"\0" * 100, b"#!/bin/sh\n", b"<svg xmlns='#'/>", b"PK\x03\x04" + b"\0" * 60]
)
async def test_what_could_run_or_is_unknown_is_refused(citizen: Citizen, data: bytes) -> None:
    with pytest.raises(BadInput):
        await store(citizen, data)


async def test_a_broken_picture_is_refused_with_a_sentence(citizen: Citizen) -> None:
    with pytest.raises(BadInput, match="rusak"):
        await store(citizen, picture("PNG")[:60])


async def test_a_bomb_of_pixels_is_refused(citizen: Citizen) -> None:
    citizen.runtime.settings.image_max_pixels = 10_000
    with pytest.raises(TooLarge):
        await store(citizen, picture("PNG", "L", (500, 500)))


async def test_a_file_over_the_limit_is_refused(citizen: Citizen) -> None:
    citizen.runtime.settings.file_max_bytes = 10
    with pytest.raises(TooLarge):
        await store(citizen, PDF)


async def test_on_disk_it_is_encrypted_under_a_random_name_and_bound_to_it(citizen: Citizen) -> None:
    first, second = await store(citizen, PDF, kind="document"), await store(citizen, PDF, kind="document")
    folder = citizen.runtime.settings.evidence_dir
    on_disk = (folder / first.stored_name).read_bytes()
    assert b"PDF" not in on_disk and first.stored_name != second.stored_name
    (folder / second.stored_name).write_bytes(on_disk)
    with pytest.raises(Exception, match="evidence"):
        await content(citizen, second)


async def test_a_location_is_kept_as_it_was_told(citizen: Citizen) -> None:
    stored = await store(citizen, b'{"lat": -6.1}', kind="location")
    assert (stored.mime, stored.inline_safe) == ("application/json", False)
    assert await content(citizen, stored) == b'{"lat": -6.1}'


async def test_a_file_that_retention_removed_is_not_found(citizen: Citizen) -> None:
    stored = await store(citizen, PDF, kind="document")
    evidence.remove(stored.stored_name, citizen.runtime.settings)
    evidence.remove(stored.stored_name, citizen.runtime.settings)
    with pytest.raises(NotFound):
        await content(citizen, stored)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM"]))
def test_no_bytes_break_the_check(head_and_rest: bytes, head: bytes) -> None:
    try:
        mime, safe = evidence._made_safe(head + head_and_rest, 1_000_000)
    except BadInput:
        return
    assert mime and safe
