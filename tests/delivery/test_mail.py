"""Letters reach a real mail server, once, without content; what is refused is told apart from what may pass."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.delivery import endpoints, mail
from bot.delivery.letters import LETTERS, compose
from bot.delivery.mail import MAIL, Mails
from bot.delivery.models import Delivery, Mail
from bot.delivery.transports import email
from bot.delivery.worker import Deliveries, put_deliveries
from bot.errors import Ambiguous, BadInput, DeadRecipient, GiveUp, TryAgain
from bot.jobs import Claim, Job
from bot.operations.doctor import _mail as doctors_look
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.tips.models import Referral
from bot.worker import Handler, Worker
from tests.conftest import FakeClock
from tests.delivery.mail_server import HOST, mail_server
from tests.delivery.test_deliveries import a_referral

VALUES = {"name": "Pak Contoh", "console": "http://127.0.0.1:8080/konsol/"}
SENDER = "Langkah Aman <langkah@contoh.example>"
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


def mailing(settings: Settings, port: int, **more: Any) -> Settings:
    return settings.model_copy(
        update={
            "smtp_host": HOST, "smtp_port": port, "smtp_security": "none", "smtp_from": SENDER,
            "smtp_timeout": 5.0, "mail_attempts": 3, **more,
        }
    )  # fmt: skip


def with_mail(runtime: Runtime, port: int, **more: Any) -> Runtime:
    return open_runtime(mailing(runtime.settings, port, **more), keys=runtime.keys, clock=runtime.clock)


async def post(runtime: Runtime, to: str = "petugas@contoh.example", once: str | None = None) -> Mail | None:
    async with runtime.db.write() as session:
        return await mail.post(session, runtime.settings, "test", to=to, values=VALUES, now=runtime.clock(), once=once)


async def work(runtime: Runtime) -> None:
    mails = Mails(runtime)
    worker = Worker(runtime, {MAIL: Handler(mails.send, mails.parked, attempts=runtime.settings.mail_attempts)})
    while await worker.step():
        await worker.settle()


async def kept(runtime: Runtime) -> Mail:
    async with runtime.db.read() as session:
        return (await session.scalars(select(Mail))).one()


async def test_a_letter_is_sent_once_and_its_words_are_emptied(runtime: Runtime, tmp_path: Path) -> None:
    async with mail_server(tmp_path) as server:
        ours = with_mail(runtime, server.port)
        assert await post(ours, once="digest:1") is not None
        assert await post(ours, once="digest:1") is None
        await work(ours)
        await work(ours)
        [letter] = server.letters
        assert letter["To"] == "petugas@contoh.example" and letter["From"] == SENDER
        assert letter["Subject"] == "Surat percobaan dari Langkah Aman"
        assert letter.get_content_type() == "text/plain" and "Pak Contoh" in letter.get_content()
        assert letter["Auto-Submitted"] == "auto-generated"
        row = await kept(ours)
        assert row.state == "sent" and row.values_sealed is None and letter["Message-ID"].startswith(f"<{row.id}@")
        await ours.close()


@on_sqlite
async def test_without_a_mail_server_nothing_is_written(runtime: Runtime) -> None:
    assert await post(runtime) is None
    async with runtime.db.read() as session:
        assert await session.scalar(select(Mail.id)) is None and await session.scalar(select(Job.id)) is None


@on_sqlite
async def test_what_the_server_postpones_is_tried_again_later(
    runtime: Runtime, tmp_path: Path, clock: FakeClock
) -> None:
    async with mail_server(tmp_path) as server:
        server.answers_to_recipient = ["451 greylisted"]
        ours = with_mail(runtime, server.port)
        await post(ours)
        await work(ours)
        assert (await kept(ours)).state == "errored" and server.letters == []
        clock.advance(60)
        await work(ours)
        row = await kept(ours)
        assert row.state == "sent" and row.attempts == 2 and len(server.letters) == 1
        await ours.close()


@on_sqlite
async def test_an_address_that_is_refused_for_good_is_not_tried_again(
    runtime: Runtime, tmp_path: Path, clock: FakeClock
) -> None:
    async with mail_server(tmp_path) as server:
        server.answers_to_recipient = ["550 no such user"]
        ours = with_mail(runtime, server.port)
        await post(ours)
        await work(ours)
        clock.advance(3_600)
        await work(ours)
        row = await kept(ours)
        assert row.state == "dead" and row.error == "alamat penerima ditolak server (550)" and row.attempts == 1
        async with ours.db.write() as session:
            assert await mail.again(session, row.id, now=clock())
        await work(ours)
        assert (await kept(ours)).state == "sent"
        await ours.close()


@on_sqlite
async def test_a_server_that_is_away_for_long_leaves_the_letter_for_a_person(
    runtime: Runtime, clock: FakeClock
) -> None:
    with socket.socket() as nobody:
        nobody.bind((HOST, 0))
        ours = with_mail(runtime, nobody.getsockname()[1])
        await post(ours)
        for _ in range(5):
            await work(ours)
            clock.advance(3_600)
        row = await kept(ours)
        assert row.state == "failed" and "tidak" in (row.error or "") and row.values_sealed is not None
        await ours.close()


@on_sqlite
async def test_every_answer_of_a_server_means_one_of_ours(settings: Settings, tmp_path: Path, clock: FakeClock) -> None:
    table = (
        ("answers_to_sender", "553 not you", email.MailRefused),
        ("answers_to_sender", "450 wait", TryAgain),
        ("answers_to_recipient", "452 full", TryAgain),
        ("answers_to_recipient", "550 gone", DeadRecipient),
        ("answers_to_letter", "451 busy", TryAgain),
        ("answers_to_letter", "554 spam", GiveUp),
    )
    async with mail_server(tmp_path) as server:
        ours = mailing(settings, server.port)
        letter = email.write(ours, mail_id="1", to="a@contoh.example", subject="s", text="t", clock=clock)
        for where, answer, meaning in table:
            getattr(server, where).append(answer)
            with pytest.raises((TryAgain, GiveUp)) as caught:
                await email.send(ours, letter)
            assert type(caught.value) is meaning, answer
        await email.send(ours, letter)
        assert len(server.letters) == 1


@on_sqlite
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_letters_travel_encrypted_and_a_foreign_certificate_is_refused(
    settings: Settings, tmp_path: Path, clock: FakeClock, security: str
) -> None:
    async with mail_server(tmp_path, security=security) as server:
        trusting = mailing(settings, server.port, smtp_security=security, smtp_ca_file=str(tmp_path / "ca.pem"))
        letter = email.write(trusting, mail_id="1", to="a@contoh.example", subject="s", text="t", clock=clock)
        await email.send(trusting, letter)
        assert len(server.letters) == 1
        with pytest.raises(email.MailRefused, match="sertifikat"):
            await email.send(mailing(settings, server.port, smtp_security=security), letter)
        assert len(server.letters) == 1


@on_sqlite
async def test_a_server_without_starttls_gets_no_letter_in_the_open(
    settings: Settings, tmp_path: Path, clock: FakeClock
) -> None:
    async with mail_server(tmp_path) as server:
        ours = mailing(settings, server.port, smtp_security="starttls")
        letter = email.write(ours, mail_id="1", to="a@contoh.example", subject="s", text="t", clock=clock)
        with pytest.raises(email.MailRefused):
            await email.send(ours, letter)
        assert server.letters == []


@on_sqlite
async def test_a_wrong_password_is_our_own_fault_and_the_doctor_says_so(
    runtime: Runtime, tmp_path: Path, clock: FakeClock
) -> None:
    async with mail_server(tmp_path, security="starttls", login=True) as server:
        right = {"smtp_security": "starttls", "smtp_ca_file": str(tmp_path / "ca.pem"), "smtp_user": "langkah"}
        password = type(runtime.settings.smtp_password)
        ours = with_mail(runtime, server.port, **right, smtp_password=password(server.password))
        await post(ours)
        await work(ours)
        assert (await kept(ours)).state == "sent"
        assert (await doctors_look(ours)).well is True
        await ours.close()
        wrong = with_mail(runtime, server.port, **right, smtp_password=password("salah"))
        finding = await doctors_look(wrong)
        assert finding.well is False and "kata sandi surel ditolak (535)" in finding.sentence
        await wrong.close()
    assert (await doctors_look(runtime)).well is None


@on_sqlite
async def test_a_server_that_never_answers_is_waited_for_no_longer_than_agreed(
    settings: Settings, clock: FakeClock
) -> None:
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen()
        ours = mailing(settings, silent.getsockname()[1], smtp_timeout=0.2)
        letter = email.write(ours, mail_id="1", to="a@contoh.example", subject="s", text="t", clock=clock)
        with pytest.raises(TryAgain) as caught:
            await email.send(ours, letter)
        assert not isinstance(caught.value, Ambiguous | email.MailRefused)


def test_a_letter_takes_its_own_values_and_no_others() -> None:
    for letter in LETTERS:
        subject, text = compose(letter.name, dict.fromkeys(letter.values, "contoh"))
        assert subject and "\n" not in subject and text.endswith("\n"), letter.name
        with pytest.raises(ValueError, match="wants"):
            compose(letter.name, {**dict.fromkeys(letter.values, "contoh"), "story": "cerita warga"})
    told = {value for letter in LETTERS for value in letter.values}
    assert not told & {"story", "text", "message", "phone", "reporter", "evidence", "reasons"}


def test_a_subject_cannot_bring_a_second_header() -> None:
    subject, _ = compose("test", VALUES)
    assert "\n" not in subject
    subject, _ = compose("incident_opened", dict.fromkeys(
        ("title", "part", "what", "todo", "since", "console"), "a\nBcc: b@contoh.example"
    ))  # fmt: skip
    assert "\n" not in subject


@pytest.mark.parametrize("address", ["", "a", "a@b", "a b@c.example", "a@c.example\nBcc: x@y.example", "ä@c.example"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        email.check_address(address)
    assert email.check_address(" nama.satu@instansi.go.id ") == "nama.satu@instansi.go.id"


@on_sqlite
async def test_an_agencys_mailbox_is_told_without_content(runtime: Runtime, tmp_path: Path, clock: FakeClock) -> None:
    async with mail_server(tmp_path) as server:
        ours = with_mail(runtime, server.port)
        referral_id, _ = await a_referral(ours, clock)
        async with ours.db.write() as session:
            endpoint, secret = await endpoints.add(
                session, agency="polda_banten", url="meja@contoh.example", kind="email", fields=["score"],
                allow_private=False, by="staff:1", now=clock(),
            )  # fmt: skip
            assert secret == "" and endpoint.fields == []
            referral = await session.get_one(Referral, referral_id)
            made = await put_deliveries(session, referral, "referral.sent", job=1, now=clock())
            [mailbox] = [delivery.id for delivery in made if delivery.endpoint_id == endpoint.id]
        handler = Deliveries(ours, httpx.AsyncClient())
        server.answers_to_recipient = ["451 wait"]
        with pytest.raises(TryAgain):
            await handler.deliver(Claim(1, "l", "deliver", {"delivery_id": mailbox}, 1, "w"))
        await handler.deliver(Claim(1, "l", "deliver", {"delivery_id": mailbox}, 2, "w"))
        [letter] = server.letters
        text = letter.get_content()
        assert "LA-CONTOH" in text and "Ada anak" not in text and "36.04" not in text
        assert letter["Subject"] == "Biasa: Laporan baru di antrean Anda LA-CONTOH"
        async with ours.db.read() as session:
            assert (await session.get_one(Delivery, mailbox)).state == "delivered"
        await ours.close()
