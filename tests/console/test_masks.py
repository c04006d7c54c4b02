"""The form token is never the same in two pages, and only the right one fits; pages are sent compressed."""

from __future__ import annotations

import pytest

from bot.console.masks import fits, masked
from tests.console.conftest import SignIn


def test_a_token_looks_different_each_time_and_still_fits() -> None:
    seen = {masked("rahasia-sesi") for _ in range(20)}
    assert len(seen) == 20 and all(fits(one, "rahasia-sesi") for one in seen)
    assert not any("rahasia" in one for one in seen)


@pytest.mark.parametrize(
    "wrong",
    ["", "rahasia-sesi", "AAAA", "é", masked("lain"), masked("rahasia-sesi")[:-4], "=="],
    ids=("empty", "bare", "short", "not-ascii", "another", "cut", "padding"),
)
def test_what_is_not_the_token_does_not_fit(wrong: str) -> None:
    assert not fits(wrong, "rahasia-sesi")


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_pages_are_compressed_and_their_forms_still_work(signed_in: SignIn) -> None:
    somebody = await signed_in("redaktur")
    page = await somebody.get("/konsol/jawaban")
    assert page.headers["content-encoding"] == "gzip"
    assert int(page.headers["content-length"]) < 60_000 < len(page.text)
    first, second = (somebody.csrf, (await somebody.get("/konsol/akun-saya")) and somebody.csrf)
    assert first != second
    for token in (first, second):
        answer = await somebody.post("/konsol/tema", {"csrf": token, "tema": "gelap", "kembali": "/konsol/jawaban"})
        assert answer.status_code == 303
