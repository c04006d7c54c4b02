"""Whether WhatsApp is set up rightly, as the doctor tells it; what is held too long; how far a question came."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import httpx
import pytest
import yaml
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import create_app
from bot.console.officers.case import build
from bot.console.words import OUTBOX_STATE
from bot.conversations import retention
from bot.conversations.models import OutboxMessage
from bot.operations.doctor import _whatsapp as doctors_look
from bot.parts import put_together, rasa_client
from bot.runtime import Runtime
from bot.settings import ROOT, Settings
from bot.staff.permissions import Viewer
from bot.tips.casework.reading import open_tip
from tests.channels.fake_whatsapp import VERIFY, FakeWhatsApp
from tests.channels.serving import serve, until
from tests.channels.test_whatsapp_journey import PHONE, report
from tests.channels.whatsapp_house import DAY, House, house, switch_on
from tests.conftest import FakeClock
from tests.conversations.fakes import FakeRasa

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


def test_the_template_that_the_guide_gives_says_what_the_published_neutral_line_says(settings: Settings) -> None:
    guide = (ROOT / "docs" / "WHATSAPP.md").read_text(encoding="utf-8")
    stored = yaml.safe_load((settings.content_dir / "answers" / "sistem" / "kabar_netral.yml").read_text("utf-8"))
    assert f"`{stored['short']['id'].strip()}`" in guide


async def test_the_web_process_with_its_worker_serves_whatsapp_over_real_http(wall_clock: Runtime) -> None:
    api, rasa = FakeWhatsApp(), FakeRasa()
    async with serve(api.app()) as address:
        switch_on(wall_clock, api, address)
        wall_clock.settings.worker_in_web, wall_clock.settings.job_poll = True, 0.05
        transport = httpx.MockTransport(rasa)
        app = create_app(wall_clock, parts=put_together(wall_clock, rasa=rasa_client(wall_clock, transport=transport)))
        async with serve(app) as bot, httpx.AsyncClient() as meta:
            api.webhook, api.now = f"{bot}/webhooks/whatsapp", int(time.time())
            asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "42"}
            assert (await meta.get(api.webhook, params=asked)).text == "42"
            body = api.says(PHONE, "halo")
            assert [await api.deliver(body), await api.deliver(body)] == [200, 200]
            await until(lambda: api.to(PHONE))
            await api.deliver(api.reports(api.sent[0], "read"))
    assert len(api.sent) == len(rasa.heard) == 1
    async with wall_clock.db.read() as session:
        assert (await session.scalars(select(OutboxMessage.state))).all() == ["read"]
