"""Sending by Telegram, against a strict stand-in: limits, escaping, pace, and each failure in our own words."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.channels.pace import Pace
from bot.channels.telegram import Telegram
from bot.conversations.choices import handle
from bot.conversations.messages import Choice, FileRef, Incoming, Media, Reply
from bot.errors import Ambiguous, ChannelBusy, DeadRecipient, GiveUp, Misconfigured, TooLarge, TryAgain
from bot.settings import Settings
from tests.channels.fake_telegram import TOKEN, FakeTelegram, Trouble
from tests.channels.serving import serve

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


@pytest.fixture
def api() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
async def address(api: FakeTelegram) -> AsyncIterator[str]:
    async with serve(api.app()) as address:
        yield address


def settings_for(address: str, **more: object) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=address,
        telegram_timeout=0.5,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
async def telegram(address: str) -> AsyncIterator[Telegram]:
    channel = Telegram(settings_for(address), pace=Pace(10_000, 10_000))
    yield channel
    await channel.close()


async def test_a_reply_is_sent_with_its_source_and_what_looks_like_markup_is_escaped(telegram, api) -> None:
    reply = Reply(text="Biaya <b>nol</b> & tanpa potongan > 0", source="Sumber: BP3MI · dicek 21 Nov 2026")
    assert await telegram.send("7001", reply)
    assert api.texts(7001) == [f"{reply.text}\n\n{reply.source}"]


async def test_buttons_carry_short_ids_of_payloads_longer_than_telegram_allows(telegram, api) -> None:
    long = Choice("Bagikan ke semua instansi", "!darurat:" + "x" * 200)
    choices = (Choice("Ya", "/setuju"), Choice("Tidak", "/menolak"), long)
    await telegram.send("7001", Reply(text="Pilih", choices=choices))
    rows = api.sent[-1]["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["Ya", "Tidak"], [long.title]]
    assert rows[1][0]["callback_data"] == handle(long.payload)


async def test_a_text_over_the_limit_arrives_whole_in_several_messages(telegram, api) -> None:
    text = "\n\n".join(f"Paragraf {number} 🙂 " + "kata " * 60 for number in range(40))
    await telegram.send("7001", Reply(text=text, choices=(Choice("Ya", "/setuju"),)))
    assert len(api.sent) > 1
    assert "".join("".join(api.texts(7001)).split()) == "".join(text.split())
    assert "reply_markup" in api.sent[-1] and "reply_markup" not in api.sent[0]


def with_picture(text: str, **more: object) -> Reply:
    media = Media("a" * 32, "picture", "image/jpeg", "Contoh <visa>", 3, data=b"\xff\xd8\xff")
    return Reply(text=text, source="Sumber: BP3MI", choices=(Choice("Menu", "/menu"),), media=media, **more)  # type: ignore[arg-type]


async def test_a_picture_carries_the_whole_reply_where_it_fits(telegram, api) -> None:
    await telegram.send("7001", with_picture("Visa kerja, bukan visa turis."))
    assert api.texts(7001) == ["Visa kerja, bukan visa turis.\n\nSumber: BP3MI"]
    assert api.sent[-1]["has"] == "photo" and api.buttons(7001) == ["Menu"]


async def test_a_text_too_long_for_a_caption_follows_its_picture(telegram, api) -> None:
    await telegram.send("7001", with_picture("kata " * 250))
    assert len(api.texts(7001)) == 2
    assert api.texts(7001)[0] == "Contoh <visa>" and "Sumber" in api.texts(7001)[1]
    assert "reply_markup" not in api.sent[0] and api.buttons(7001) == ["Menu"]


async def test_a_voice_note_that_says_more_than_the_text_has_its_words_under_it(telegram, api) -> None:
    media = Media("b" * 32, "voice", "audio/ogg", "Assalamualaikum. Ulah indit heula.", 4, data=b"OggS")
    await telegram.send("7001", Reply(text="Jangan berangkat dulu.", media=media))
    assert api.texts(7001) == ["Assalamualaikum. Ulah indit heula.", "Jangan berangkat dulu."]
    await telegram.send("7001", Reply(text="Assalamualaikum. Ulah indit heula.", media=media))
    assert len(api.texts(7001)) == 3 and api.sent[-1]["has"] == "voice"


async def test_a_file_that_telegram_refuses_does_not_keep_the_words_back(telegram, api) -> None:
    api.fail("sendPhoto", Trouble(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await telegram.send("7001", with_picture("Isi tetap sampai."))
    assert api.texts(7001) == ["Isi tetap sampai.\n\nSumber: BP3MI"]


async def test_what_telegram_cannot_parse_is_sent_again_as_plain_text(telegram, api) -> None:
    api.fail("sendMessage", Trouble(400, "Bad Request: can't parse entities: odd"))
    await telegram.send("7001", Reply(text="a < b", source="Sumber: x"))
    assert api.texts(7001) == ["a < b\n\nSumber: x"]


@pytest.mark.parametrize(
    ("trouble", "ours"),
    [
        (Trouble(429, "Too Many Requests: retry after 7", retry_after=7), ChannelBusy),
        (Trouble(500, "Internal Server Error"), TryAgain),
        (Trouble(502, "Bad Gateway"), TryAgain),
        (Trouble(403, "Forbidden: bot was blocked by the user"), DeadRecipient),
        (Trouble(403, "Forbidden: user is deactivated"), DeadRecipient),
        (Trouble(400, "Bad Request: chat not found"), DeadRecipient),
        (Trouble(400, "Bad Request: message is too long"), GiveUp),
        (Trouble(413, "Request Entity Too Large"), GiveUp),
        (Trouble(401, "Unauthorized"), TryAgain),
        (Trouble(404, "Not Found"), TryAgain),
        (Trouble(hang=1.0), Ambiguous),
        (Trouble(hang=1.0, accepted=True), Ambiguous),
    ],
)
async def test_each_failure_has_its_word_of_ours(telegram, api, trouble, ours) -> None:
    api.fail("sendMessage", trouble)
    with pytest.raises(ours) as caught:
        await telegram.send("7001", Reply(text="Halo"))
    assert TOKEN not in repr(caught.value) and caught.value.__cause__ is None
    if ours is ChannelBusy:
        assert caught.value.after == 7.0


async def test_after_a_retry_after_only_that_chat_waits(address, api) -> None:
    now = [100.0]
    telegram = Telegram(settings_for(address), pace=Pace(1000, 1000, clock=lambda: now[0]))
    api.fail("sendMessage", Trouble(429, "Too Many Requests", retry_after=30))
    with pytest.raises(ChannelBusy):
        await telegram.send("7001", Reply(text="a"))
    now[0] += 1
    with pytest.raises(ChannelBusy) as waiting:
        await telegram.send("7001", Reply(text="a"))
    assert waiting.value.after == pytest.approx(29)
    assert await telegram.send("7002", Reply(text="b"))
    now[0] += 30
    assert await telegram.send("7001", Reply(text="a"))
    await telegram.close()


def test_the_pace_is_one_a_second_a_chat_and_thirty_in_all() -> None:
    now = [0.0]
    pace = Pace(30, 1, clock=lambda: now[0])
    pace.take("a")
    with pytest.raises(ChannelBusy) as busy:
        pace.take("a")
    assert busy.value.after == pytest.approx(1.0)
    sent = 1
    for step in range(1000):
        now[0] = step / 1000
        try:
            pace.take(f"chat {step}")
            sent += 1
        except ChannelBusy:
            continue
    assert 29 <= sent <= 32


async def test_a_file_is_fetched_within_the_cap(telegram, api) -> None:
    api.files["foto"] = b"x" * 5_000
    assert await telegram.fetch(FileRef(platform_id="foto"), most=5_000) == b"x" * 5_000
    with pytest.raises(TooLarge):
        await telegram.fetch(FileRef(platform_id="foto"), most=4_999)
    with pytest.raises(TooLarge):
        await telegram.fetch(FileRef(platform_id="foto", size=10**9), most=5_000)
    with pytest.raises(GiveUp):
        await telegram.fetch(FileRef(platform_id="tidak-ada"), most=5_000)
    api.files["besar"] = b"x" * (21 * 2**20)
    with pytest.raises(TooLarge):
        await telegram.fetch(FileRef(platform_id="besar"), most=50 * 2**20)


async def test_an_expired_callback_does_no_harm(telegram, api) -> None:
    from datetime import UTC, datetime

    old = Incoming("telegram", "1", "1", "7001", "choice", datetime.now(UTC), callback_id="kedaluwarsa")
    await telegram.heard(old)
    assert api.refusals


def test_a_token_without_a_colon_is_refused_with_a_sentence() -> None:
    with pytest.raises(Misconfigured, match="BotFather"):
        Telegram(Settings(_env_file=None, telegram_token=SecretStr("salah")))  # type: ignore[call-arg]
