"""From the phone to the answer by WhatsApp: ask, report, emergency, files, and an officer's question after a day."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from sqlalchemy import select

from bot.conversations.models import Conversation, Message
from bot.runtime import Runtime
from bot.tips.models import Evidence
from tests.channels.fake_whatsapp import TEMPLATE, words_of
from tests.channels.serving import until
from tests.channels.whatsapp_house import DAY, House, house
from tests.conftest import FakeClock

PHONE, USER = "6281200001111", "ID.13491208655302741918"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
async def home(seeded: Runtime, clock: FakeClock) -> AsyncIterator[House]:
    async with house(seeded, clock) as made:
        yield made


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (32, 32), "navy").save(drawn, "PNG")
    return drawn.getvalue()


async def test_the_first_question_of_a_new_number_is_answered_in_one_message_and_marked_read(home: House) -> None:
    home.rasa.says("opp")
    await home.says(PHONE, "opp itu apa")
    (words,) = home.api.texts(PHONE)
    assert "Saya mesin" in words and "Sumber:" in words
    await until(lambda: home.api.read)
    home.rasa.says("menu")
    await home.taps(PHONE, "👍 Terbantu")
    assert len(home.api.to(PHONE)) == 2 and len(home.rasa.heard) == 1


async def test_a_typed_number_means_the_choice_that_stands_there(home: House) -> None:
    home.rasa.says("menu")
    await home.says(PHONE, "menu apa saja")
    title = home.api.titles(PHONE)[1]
    await home.says(PHONE, "2")
    await home.taps(PHONE, title)
    _, typed, tapped = await home.heard()
    assert typed.payload is not None and typed.payload == tapped.payload


async def test_an_emergency_brings_numbers_first_and_is_reported_by_taps_while_rasa_is_silent(home: House) -> None:
    home.rasa.is_silent()
    await home.says(PHONE, "tolong saya disekap di rumah agen, paspor diambil")
    first = home.api.texts(PHONE)[0]
    assert "110" in first.split("\n\n")[0] + first.split("\n\n")[1]
    while not any("Kode" in words for words in home.api.texts(PHONE)):
        count, offered = len(home.api.to(PHONE)), home.api.titles(PHONE)
        wanted = next(one for one in offered if one in ("Ya, kirim", "Tidak, kirim semua", "Tidak, tetap anonim"))
        await home.taps(PHONE, wanted)
        assert len(home.api.to(PHONE)) > count, offered
    tip = await home.tip()
    assert tip.status in ("sent", "accepted") and tip.channel == "whatsapp"
    assert any("WhatsApp dan HP Anda" in words for words in home.api.texts(PHONE))


async def report(home: House, who: str) -> None:
    """A report from the first tap to the code."""
    home.rasa.says("menu")
    await home.says(who, "lapor")
    for said in ("Ya, aman", "besok", "Cikande", "lewati", "tetangga diajak kerja, paspornya diambil agen", "lewati"):
        await home.says(who, said)
    for _ in range(6):
        if any("Kode Anda" in words for words in home.api.texts(who)):
            return
        offered = home.api.titles(who)
        wanted = next((one for one in offered if one.startswith(("Lanjut", "Ya, boleh", "Kirim", "Semua"))), offered[0])
        await home.taps(who, wanted)
    raise AssertionError(home.api.texts(who)[-3:])


async def test_a_report_goes_question_by_question_and_says_the_truth_about_this_channel(home: House) -> None:
    await report(home, PHONE)
    assert (await home.tip()).status == "sent"
    assert any("WhatsApp dan HP Anda juga menyimpan salinan chat ini" in words for words in home.api.texts(PHONE))
    assert len(home.api.to(PHONE)) == len(await home.heard()), "one message a turn"
    assert home.api.refusals == []


async def test_an_officers_question_after_a_day_goes_behind_a_neutral_template(home: House) -> None:
    await report(home, PHONE)
    before = len(home.api.to(PHONE))
    await home.later(1.2 * DAY)
    home.api.closed.add(PHONE)
    first, second = await home.ask("jam berapa berangkat?"), await home.ask("naik apa?")
    assert home.api.texts(PHONE)[before:] == [f"<{TEMPLATE}>"], "one knock for both"
    assert [row.state for row in (await home.outbox())[-2:]] == ["held", "held"]
    assert (await home.note(first)).waiting and (await home.conversations())[0].pending is None

    home.rasa.says("sapa")
    await home.says(PHONE, "halo siapa ini")
    told = home.api.texts(PHONE)[before + 1 :]
    assert len(told) == 3 and told[1:] == [
        "Pesan dari petugas: jam berapa berangkat?",
        "Pesan dari petugas: naik apa?",
    ]
    assert (await home.heard())[-1].tip_id is None, "what was said before reading is no answer"
    await home.says(PHONE, "jam lima pagi naik travel")
    assert (await home.heard())[-1].tip_id == (await home.tip()).id
    assert not (await home.note(second)).waiting


async def test_a_question_read_by_code_meanwhile_is_not_asked_twice(home: House) -> None:
    await report(home, PHONE)
    code = (
        next(words for words in home.api.texts(PHONE) if "Kode Anda" in words).split("Kode Anda: ")[1].splitlines()[0]
    )
    await home.later(1.2 * DAY)
    home.api.closed.add(PHONE)
    await home.ask("jam berapa?")
    before = len(home.api.to(PHONE))
    await home.says(PHONE, code)
    told = "\n".join(home.api.texts(PHONE)[before:])
    assert told.count("jam berapa?") == 1
    assert (await home.outbox())[-2].state == "read"


async def test_when_only_the_platform_knows_that_the_window_is_closed_it_is_the_same(home: House) -> None:
    await report(home, PHONE)
    home.api.closed.add(PHONE)
    before = len(home.api.to(PHONE))
    await home.ask("jam berapa?")
    await home.later(10)
    assert home.api.texts(PHONE)[before:] == [f"<{TEMPLATE}>"] and home.api.refusals == [131047]
    await home.says(PHONE, "ya")
    assert home.api.texts(PHONE)[-1] == "Pesan dari petugas: jam berapa?"


async def test_without_an_approved_template_the_question_waits_and_the_operator_is_told(home: House) -> None:
    await report(home, PHONE)
    await home.later(1.2 * DAY)
    home.api.closed.add(PHONE)
    home.api.templates.clear()
    note = await home.ask("jam berapa?")
    (row,) = [row for row in await home.outbox() if row.state == "held"]
    assert row.error == "template" and (await home.note(note)).waiting
    assert await home.incidents() == {"template_missing"}
    await home.says(PHONE, "halo")
    assert home.api.texts(PHONE)[-1] == "Pesan dari petugas: jam berapa?"


async def test_a_photo_is_stored_sealed_its_words_are_heard_and_a_dead_link_is_asked_for_anew(home: House) -> None:
    home.api.expired_links = 1
    home.set_time()
    await home.give(home.api.sends_file(PHONE, "image", picture(), "image/png", caption="ini iklan lowongannya"))
    await home.later(5)
    assert home.rasa.last == "ini iklan lowongannya"
    async with home.runtime.db.read() as session:
        stored = (await session.scalars(select(Evidence))).one()
        message = (await session.scalars(select(Message).where(Message.author == "citizen"))).one()
    assert stored.kind == "photo" and message.evidence_id == stored.id


async def test_a_file_too_large_or_never_arriving_is_said_in_words(home: House) -> None:
    home.runtime.settings.file_max_bytes = 1_000
    home.set_time()
    await home.give(home.api.sends_file(PHONE, "document", b"x" * 1_001, "application/pdf", filename="kontrak.pdf"))
    assert "terlalu besar" in home.api.texts(PHONE)[-1]
    home.api.wrong_digest = True
    await home.give(home.api.sends_file(PHONE, "audio", b"OggS" + b"x" * 90, "audio/ogg", voice=True))
    for _ in range(4):
        await home.later(60)
    assert "tidak bisa kami terima" in home.api.texts(PHONE)[-1]


@pytest.mark.parametrize(
    ("kind", "inner"),
    [
        ("sticker", {"id": "1", "mime_type": "image/webp"}),
        ("location", {"latitude": -6.12, "longitude": 106.15}),
        ("contacts", [{"name": {"formatted_name": "Pak Contoh"}, "phones": [{"phone": "0812-0000-0000"}]}]),
        ("unsupported", {"type": "edit"}),
        ("order", {}),
        ("button", {"payload": "Baca", "text": "Baca"}),
        ("request_welcome", {}),
    ],
)
async def test_whatever_a_person_sends_gets_an_answer(home: House, kind: str, inner: object) -> None:
    home.set_time()
    await home.give(home.api.sends(PHONE, kind, inner))
    assert len(home.api.to(PHONE)) == 1 and words_of(home.api.sent[0]).strip()


async def test_a_reaction_is_heard_and_asks_for_no_answer(home: House) -> None:
    home.set_time()
    await home.give(home.api.sends(PHONE, "reaction", {"message_id": "wamid.x", "emoji": "👍"}))
    assert home.api.sent == [] and await home.conversations() == []


async def test_a_deleted_message_is_deleted_here_unless_agencies_hold_it(home: House) -> None:
    body = home.api.says(PHONE, "nama saya rahasia, jangan disimpan ya")
    await home.give(body)
    await report(home, PHONE)
    story = next(row for row in await home.heard() if row.text and "tetangga diajak" in row.text)
    original = body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    sent = len(home.api.sent)
    await home.give(home.api.sends(PHONE, "revoke", {"original_message_id": original}))
    texts = [row.text for row in await home.heard()]
    assert texts[0] is None and story.text in texts and len(home.api.sent) == sent


async def test_a_message_deleted_before_it_was_read_is_never_answered(home: House) -> None:
    body = home.api.says(PHONE, "salah kirim")
    await home.give(body, work=False)
    original = body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    await home.give(home.api.sends(PHONE, "revoke", {"original_message_id": original}))
    assert home.api.sent == [] and await home.heard() == []


# --- who is who -------------------------------------------------------------------------------------


def system(home: House, before: str, **after: str) -> dict[str, object]:
    return home.api.sends(before, "system", {"body": "User changed", "type": "user_changed_number", **after})


async def both(home: House, words: str) -> None:
    """A message that shows number and user id, as most do."""
    home.set_time()
    message = {**home.api.message(PHONE, "text", {"body": words}), "from_user_id": USER}
    await home.give(home.api.body(messages=[message], contacts=[{"wa_id": PHONE, "user_id": USER}]))


async def test_who_hides_the_number_later_keeps_the_conversation(home: House) -> None:
    await both(home, "halo")
    await home.says(USER, "masih ingat saya")
    (conversation,) = await home.conversations()
    assert len(await home.heard()) == 2
    assert home.api.to(USER)[0]["recipient"] == USER
    async with home.runtime.db.read() as session:
        assert (await session.get_one(Conversation, conversation.id)).external_id == USER


async def test_the_conversation_follows_a_new_number_and_the_old_one_belongs_to_a_stranger(home: House) -> None:
    await report(home, PHONE)
    new = "6281200002222"
    change = system(home, PHONE, wa_id=new)
    for _ in range(2):
        await home.give(change)
    await home.ask("jam berapa?")
    assert home.api.texts(new) == ["Pesan dari petugas: jam berapa?"]
    await home.says(new, "jam lima")
    assert (await home.heard())[-1].tip_id == (await home.tip()).id
    await home.says(PHONE, "menu")
    assert len(await home.conversations()) == 2
    assert (await home.heard())[-1].tip_id is None
    await home.give(change)  # a late repeat does not take the stranger's conversation along
    await home.says(PHONE, "menu")
    assert len(await home.conversations()) == 2


async def test_the_conversation_follows_a_new_user_id(home: House) -> None:
    await home.says(USER, "halo")
    moves = [{"user_id": {"previous": USER, "current": "ID.77"}, "timestamp": "1795000000"}]
    await home.give(home.api.body(field_name="user_id_update", user_id_update=moves))
    await home.says("ID.77", "menu")
    assert len(await home.conversations()) == 1 and home.api.to("ID.77")[0]["recipient"] == "ID.77"


async def test_who_wrote_under_the_new_id_before_we_heard_of_it_has_one_conversation_again(home: House) -> None:
    await report(home, PHONE)
    await home.says("6281200002222", "menu")
    assert len(await home.conversations()) == 2
    await home.give(system(home, PHONE, wa_id="6281200002222"))
    await home.ask("jam berapa?")
    assert home.api.texts("6281200002222")[-1] == "Pesan dari petugas: jam berapa?"
    await home.says("6281200002222", "jam lima")
    assert (await home.heard())[-1].tip_id == (await home.tip()).id
