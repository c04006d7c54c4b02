"""Whether WhatsApp is set up rightly, as the doctor tells it; what is held too long; how far a question came."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.console.officers.case import build
from bot.console.words import OUTBOX_STATE
from bot.conversations import retention
from bot.operations.doctor import _whatsapp as doctors_look
from bot.runtime import Runtime
from bot.staff.permissions import Viewer
from bot.tips.casework.reading import open_tip
from tests.channels.test_whatsapp_journey import PHONE, report
from tests.channels.whatsapp_house import DAY, House, house
from tests.conftest import FakeClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
async def home(seeded: Runtime, clock: FakeClock) -> AsyncIterator[House]:
    async with house(seeded, clock) as made:
        yield made


async def test_the_doctor_says_what_is_missing_and_what_is_refused(home: House) -> None:
    chosen = home.runtime.settings
    finding = await doctors_look(home.runtime)
    assert finding.well is True, finding
    for name, told in (
        ("whatsapp_template", "BOT_WHATSAPP_TEMPLATE kosong"),
        ("whatsapp_phone_number_id", "BOT_WHATSAPP_PHONE_NUMBER_ID"),
    ):
        kept = getattr(chosen, name)
        setattr(chosen, name, "")
        finding = await doctors_look(home.runtime)
        assert finding.well is False and told in finding.sentence
        setattr(chosen, name, kept)
    chosen.whatsapp_phone_number_id = "999"
    assert "tidak mengenal id nomor 999" in (await doctors_look(home.runtime)).sentence
    home.api.token = "another"
    assert "menolak token" in (await doctors_look(home.runtime)).sentence
    chosen.whatsapp_api_url = "http://127.0.0.1:9"
    assert "tidak terjangkau" in (await doctors_look(home.runtime)).sentence
    chosen.whatsapp_app_secret = SecretStr("")
    assert "BOT_WHATSAPP_APP_SECRET" in (await doctors_look(home.runtime)).sentence
    chosen.whatsapp_token = SecretStr("")
    assert (await doctors_look(home.runtime)).well is None


async def test_a_question_held_for_a_month_ends_and_can_still_be_read_by_code(home: House) -> None:
    await report(home, PHONE)
    await home.later(2 * DAY)
    note = await home.ask("jam berapa?")
    now = home.clock.advance(31 * DAY)
    async with home.runtime.db.write() as session:
        await retention.empty_outbox(session, home.runtime.settings, now=now)
    row = (await home.outbox())[-1]
    assert (row.state, row.body_sealed) == ("failed", None) and (await home.note(note)).waiting


async def test_an_officer_sees_how_far_the_question_came(home: House) -> None:
    await report(home, PHONE)
    await home.ask("jam berapa?")
    for status, word in (("sent", "Terkirim"), ("delivered", "Sampai di HP"), ("read", "Dibaca")):
        await home.give(home.api.reports(home.api.sent[-1], status))
        assert await fate(home) == word
    await home.later(2 * DAY)
    home.api.closed.add(PHONE)
    await home.ask("naik apa?")
    assert await fate(home) == "Menunggu warga membalas"


async def fate(home: House) -> str:
    tip = await home.tip()
    viewer = Viewer("s1", "Bu Contoh", "bp3mi_banten", frozenset({"officer"}))
    async with home.runtime.db.write() as session:
        view = await open_tip(session, viewer, tip.case_number, now=home.clock())
        case = await build(session, viewer, view, revealed={}, now=home.clock())
    return OUTBOX_STATE[case.notes[-1].fate].word
