"""Sending by WhatsApp against a strict stand-in: layouts within limits, addresses, files, each failure by its kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.channels.pace import Pace
from bot.channels.reporting import Letter, Reporting
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.errors import Kind, kind_of
from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.laying_out import lay_out
from bot.conversations.choices import handle, resolve
from bot.conversations.messages import Choice, FileRef, Incoming, Media, Reply
from bot.crypto import Keys, Vault
from bot.errors import (
    Ambiguous,
    ChannelBroken,
    ChannelBusy,
    DeadRecipient,
    GiveUp,
    TooLarge,
    TryAgain,
    WindowClosed,
)
from bot.settings import Settings
from tests.channels.fake_whatsapp import NUMBER_ID, TEMPLATE, TOKEN, FakeWhatsApp, Trouble, words_of
from tests.channels.serving import serve, until
from tests.channels.whatsapp_rules import check

PHONE, USER = "6281200001111", "ID.13491208655302741918"


@pytest.fixture
def api() -> FakeWhatsApp:
    return FakeWhatsApp()


@pytest.fixture
async def address(api: FakeWhatsApp) -> AsyncIterator[str]:
    async with serve(api.app()) as address:
        api.address = address
        yield address


def settings_for(address: str, **more: Any) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        whatsapp_token=SecretStr(TOKEN),
        whatsapp_phone_number_id=NUMBER_ID,
        whatsapp_api_url=address,
        whatsapp_timeout=0.4,
        whatsapp_template=TEMPLATE,
        **more,
    )


@pytest.fixture
async def whatsapp(address: str) -> AsyncIterator[WhatsApp]:
    channel = made(settings_for(address))
    yield channel
    await channel.close()


def made(settings: Settings, *, clock: Any = None) -> WhatsApp:
    more = {"clock": clock} if clock else {}
    pace = Pace(10_000, 10_000, **more)
    return WhatsApp(settings, Vault(Keys.fresh()), graph=Graph(settings, pace=pace, **more))


def letter(reply: Reply | str, who: str = PHONE) -> Letter:
    return Letter(NUMBER_ID, who, "r7", Reply(reply) if isinstance(reply, str) else reply)


def many(count: int, title: str = "Desa contoh") -> tuple[Choice, ...]:
    return tuple(Choice(f"{title} {number}", f"#tempat=36.01.{number}") for number in range(1, count + 1))


async def test_the_channel_is_one_that_reports(whatsapp: WhatsApp) -> None:
    assert isinstance(whatsapp, Reporting)


async def test_three_short_choices_become_buttons_under_one_message_with_its_source(whatsapp, api) -> None:
    choices = (Choice("Ya, boleh", "#balasan=kabar"), Choice("Tidak", "#balasan=anonim"), Choice("Batal", "/batal"))
    await whatsapp.post(letter(Reply("Boleh dikabari?", choices, source="Sumber: contoh · dicek 21 Nov 2026")))
    (message,) = api.sent
    assert message["interactive"]["type"] == "button"
    assert words_of(message) == "Boleh dikabari?\n\n_Sumber: contoh · dicek 21 Nov 2026_"
    assert [button["reply"]["id"] for button in message["interactive"]["action"]["buttons"]] == [
        handle(choice.payload) for choice in choices
    ]
    assert message["biz_opaque_callback_data"] == "r7" and message["to"] == PHONE


async def test_up_to_ten_choices_become_a_list_and_a_long_title_stands_whole_below(whatsapp, api) -> None:
    long = Choice("Balai Pelayanan Pelindungan PMI Banten", "#penerima=semua")
    await whatsapp.post(letter(Reply("Pilih", (*many(9), long))))
    (message,) = api.sent
    row = message["interactive"]["action"]["sections"][0]["rows"][-1]
    assert row["title"] == "Balai Pelayanan Pelindu…" and row["description"] == long.title


async def test_more_than_ten_choices_become_numbered_text_in_the_order_in_which_a_number_is_understood(
    whatsapp, api
) -> None:
    choices = many(12)
    await whatsapp.post(letter(Reply("Di mana?", choices)))
    (words,) = api.texts(PHONE)
    assert words.startswith("Di mana?\n\n1. Desa contoh 1\n2. ") and words.endswith("Balas dengan angkanya.")
    assert resolve("12", choices) == choices[11].payload


async def test_a_long_text_with_few_choices_stays_one_message(whatsapp, api) -> None:
    await whatsapp.post(letter(Reply("kata " * 500, (Choice("Ya", "/setuju"),))))
    assert [message["interactive"]["type"] for message in api.sent] == ["list"]


async def test_a_text_over_every_limit_arrives_whole_and_the_last_part_asks(whatsapp, api) -> None:
    words = "\n\n".join(f"Paragraf {number} 🙂 " + "kata " * 60 for number in range(40))
    await whatsapp.post(letter(Reply(words, many(3))))
    assert len(api.sent) > 1
    assert "".join("".join(api.texts(PHONE)).split()) == "".join(words.split())
    assert [message["type"] for message in api.sent][-1] == "interactive"
    assert [message["biz_opaque_callback_data"] for message in api.sent] == ["part"] * (len(api.sent) - 1) + ["r7"]


TITLES = st.text(min_size=0, max_size=90) | st.sampled_from(["Ya", "Tidak", "👍 Terbantu", " ", "😀" * 30])


@settings(max_examples=120, deadline=None)
@given(
    words=st.text(max_size=30) | st.integers(900, 9_000).map(lambda size: "kata 🙂 " * (size // 7)),
    titles=st.lists(TITLES, max_size=14),
    same=st.booleans(),
    source=st.none() | st.text(min_size=1, max_size=80),
)
def test_whatever_is_to_be_said_is_laid_out_as_meta_takes_it(words, titles, same, source) -> None:
    choices = tuple(Choice(title, "/menu" if same else f"/x{number}") for number, title in enumerate(titles))
    reply = Reply(words, choices, source=source)
    for message in lay_out(reply):
        if not words_of(message).strip():
            continue  # nothing of ours is worded as nothing but spaces
        body = {"messaging_product": "whatsapp", "to": PHONE, **message}
        check(body, known_media=(), templates={})


async def test_who_hides_the_number_is_written_to_by_user_id(whatsapp, api) -> None:
    await whatsapp.post(letter("Halo", USER))
    assert api.sent[0]["recipient"] == USER and "to" not in api.sent[0]


async def test_the_template_says_nothing_of_what_waits(whatsapp, api) -> None:
    api.closed.add(PHONE)
    with pytest.raises(WindowClosed):
        await whatsapp.post(letter("rahasia"))
    await whatsapp.knock(letter("rahasia"))
    assert api.sent[0]["template"] == {"name": TEMPLATE, "language": {"code": "id"}}
    assert "rahasia" not in str(api.sent)


async def test_a_missing_template_is_refused(address, api) -> None:
    for chosen in (
        settings_for(address).model_copy(update={"whatsapp_template": ""}),
        settings_for(address, whatsapp_template_language="en"),
    ):
        channel = made(chosen)
        with pytest.raises(GiveUp):
            await channel.knock(letter("x"))
        await channel.close()
    assert api.refusals == [132001]


# https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
CODES = [
    (Trouble(500, 1), TryAgain),
    (Trouble(503, 2), TryAgain),
    (Trouble(400, 4), ChannelBusy),
    (Trouble(400, 80007), ChannelBusy),
    (Trouble(400, 130429), ChannelBusy),
    (Trouble(500, 131000), TryAgain),
    (Trouble(500, 131016), TryAgain),
    (Trouble(400, 131056), ChannelBusy),
    (Trouble(500, 131057), TryAgain),
    (Trouble(502, -1), TryAgain),
    (Trouble(429, -1), ChannelBusy),
    (Trouble(400, 131047), WindowClosed),
    (Trouble(400, 131026), DeadRecipient),
    (Trouble(400, 131021), DeadRecipient),
    (Trouble(400, 131030), DeadRecipient),
    (Trouble(400, 131050), DeadRecipient),
    (Trouble(401, 190), ChannelBroken),
    (Trouble(401, 0), ChannelBroken),
    (Trouble(403, 10), ChannelBroken),
    (Trouble(403, 200), ChannelBroken),
    (Trouble(403, 299), ChannelBroken),
    (Trouble(403, 368), ChannelBroken),
    (Trouble(403, 130497), ChannelBroken),
    (Trouble(403, 131031), ChannelBroken),
    (Trouble(400, 131042), ChannelBroken),
    (Trouble(400, 131045), ChannelBroken),
    (Trouble(400, 131048), ChannelBroken),
    (Trouble(403, 131005), ChannelBroken),
    (Trouble(400, 131037), ChannelBroken),
    (Trouble(400, 133010), ChannelBroken),
    (Trouble(400, 33), ChannelBroken),
    (Trouble(400, 100), GiveUp),
    (Trouble(400, 131009), GiveUp),
    (Trouble(400, 132001), GiveUp),
    (Trouble(hang=0.8), Ambiguous),
    (Trouble(hang=0.8, accepted=True), Ambiguous),
]


@pytest.mark.parametrize(("trouble", "ours"), CODES, ids=[f"{one.status}-{one.code}-{one.hang}" for one, _ in CODES])
async def test_each_failure_has_its_word_of_ours_and_tells_no_secret(whatsapp, api, trouble, ours) -> None:
    api.trouble.append(trouble)
    with pytest.raises(TryAgain if issubclass(ours, TryAgain) else GiveUp) as caught:
        await whatsapp.post(letter("Halo"))
    assert type(caught.value) is ours
    assert TOKEN not in repr(caught.value) and PHONE not in repr(caught.value) and caught.value.__cause__ is None


def test_a_failed_report_without_a_code_is_final_and_unknown_server_errors_pass() -> None:
    assert kind_of(None) is Kind.REFUSED
    assert kind_of(999_999) is Kind.REFUSED
    assert kind_of(999_999, status=500) is Kind.AGAIN


async def test_a_platform_out_of_reach_is_tried_again(api) -> None:
    channel = made(settings_for("http://127.0.0.1:9"))
    with pytest.raises(TryAgain) as caught:
        await channel.post(letter("Halo"))
    assert not isinstance(caught.value, Ambiguous)
    await channel.close()


async def test_after_131056_only_that_person_rests(address, api) -> None:
    now = [100.0]
    channel = made(settings_for(address), clock=lambda: now[0])
    api.trouble.append(Trouble(400, 131056))
    with pytest.raises(ChannelBusy):
        await channel.post(letter("a"))
    with pytest.raises(ChannelBusy) as resting:
        await channel.post(letter("a"))
    assert resting.value.after == pytest.approx(6)
    assert await channel.post(letter("b", USER))
    now[0] += 6
    assert await channel.post(letter("a"))
    await channel.close()


async def test_after_130429_everybody_rests(address, api) -> None:
    now = [100.0]
    channel = made(settings_for(address), clock=lambda: now[0])
    api.trouble.append(Trouble(400, 130429))
    for who in (PHONE, USER):
        with pytest.raises(ChannelBusy) as resting:
            await channel.post(letter("a", who))
        assert resting.value.after == pytest.approx(10)
    now[0] += 10
    assert await channel.post(letter("a"))
    await channel.close()


async def test_a_refused_token_stops_all_sending_until_the_next_probe(address, api) -> None:
    now = [100.0]
    channel = made(settings_for(address), clock=lambda: now[0])
    api.token = "another"
    with pytest.raises(ChannelBroken) as broken:
        await channel.post(letter("a"))
    assert broken.value.kind == "channel_token"
    with pytest.raises(ChannelBusy) as stopped:
        await channel.post(letter("b", USER))
    assert stopped.value.after == pytest.approx(300) and api.refusals == [190]
    api.token, now[0] = TOKEN, now[0] + 300
    assert await channel.post(letter("a"))
    await channel.close()


async def test_reading_is_shown_with_the_typing_sign_and_failing_is_no_harm(whatsapp, api) -> None:
    incoming = Incoming("whatsapp", NUMBER_ID, "x", PHONE, "text", at=None, callback_id="wamid.x")  # type: ignore[arg-type]
    await whatsapp.heard(incoming)
    await until(lambda: api.read)
    assert api.read == [
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.x",
            "typing_indicator": {"type": "text"},
        }
    ]
    api.token = "another"
    await whatsapp.heard(incoming)
    await until(lambda: api.refusals)


PICTURE = Media("f1", "picture", "image/jpeg", "Contoh iklan", 3, data=b"jpg")


async def test_a_picture_is_uploaded_once_and_heads_the_buttons(whatsapp, api) -> None:
    for _ in range(2):
        await whatsapp.post(letter(Reply("Lihat", (Choice("Ya", "/setuju"),), media=PICTURE)))
    assert len(api.uploads) == 1
    assert [message["interactive"]["header"]["type"] for message in api.sent] == ["image", "image"]


async def test_a_picture_has_short_words_under_it_and_long_ones_after_it(whatsapp, api) -> None:
    await whatsapp.post(letter(Reply("Lihat", media=PICTURE)))
    assert [message["type"] for message in api.sent] == ["image"] and api.texts(PHONE) == ["Lihat"]
    await whatsapp.post(letter(Reply("kata " * 400, many(5), media=PICTURE)))
    assert [message["type"] for message in api.sent[1:]] == ["image", "interactive"]
    assert words_of(api.sent[1]) == PICTURE.alt


async def test_a_picture_that_meta_no_longer_knows_is_left_out_and_uploaded_again_next_time(whatsapp, api) -> None:
    await whatsapp.post(letter(Reply("Lihat", media=PICTURE)))
    api.uploads.clear()
    await whatsapp.post(letter(Reply("Lihat", media=PICTURE)))
    await whatsapp.post(letter(Reply("Lihat", media=PICTURE)))
    assert [message["type"] for message in api.sent] == ["image", "text", "image"]


async def test_a_number_that_is_gone_is_everybodys_trouble_not_one_messages(address, api) -> None:
    channel = made(settings_for(address))
    with pytest.raises(ChannelBroken) as broken:
        await channel.post(replace(letter("Halo"), account="999"))
    assert broken.value.kind == "channel_paused"
    await channel.close()


async def test_a_voice_note_goes_before_its_words(whatsapp, api) -> None:
    voice = replace(PICTURE, kind="voice", mime="audio/ogg")
    await whatsapp.post(letter(Reply("Sama dengan suaranya", media=voice)))
    assert [message["type"] for message in api.sent] == ["audio", "text"]


async def test_a_file_is_fetched_within_the_cap_and_with_its_digest(whatsapp, api) -> None:
    api.media["90"] = b"x" * 5_000
    assert await whatsapp.fetch(FileRef(platform_id="90"), most=5_000) == b"x" * 5_000
    for most in (4_999, 10):
        with pytest.raises(TooLarge):
            await whatsapp.fetch(FileRef(platform_id="90"), most=most)
    with pytest.raises(TooLarge):
        await whatsapp.fetch(FileRef(platform_id="90", size=10**9), most=5_000)
    with pytest.raises(GiveUp):
        await whatsapp.fetch(FileRef(platform_id="tidak-ada"), most=5_000)
    with pytest.raises(TryAgain):
        await whatsapp.fetch(FileRef(platform_id="90", sha256="0" * 64), most=5_000)
    api.wrong_digest = True
    with pytest.raises(TryAgain):
        await whatsapp.fetch(FileRef(platform_id="90"), most=5_000)


async def test_an_address_that_ran_out_is_asked_for_anew(whatsapp, api) -> None:
    api.media["90"], api.expired_links = b"x", 1
    with pytest.raises(TryAgain):
        await whatsapp.fetch(FileRef(platform_id="90"), most=10)
    assert await whatsapp.fetch(FileRef(platform_id="90"), most=10) == b"x"
