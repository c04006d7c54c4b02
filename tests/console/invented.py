"""Invented people, tips, talks and failures, so that every screen has something to show. Nobody here is real."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.agencies.models import Endpoint
from bot.answers.models import Answer
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, Handoff, InboxItem, Message
from bot.database import new_id
from bot.delivery.models import Delivery
from bot.learning.misses import Guess, note_miss
from bot.tips import deadlines, name_words
from bot.tips.models import Evidence, Referral, Tip, TipFact, TipIdentifier, TipNote

SCRIPT = "<script>document.title='kena'</script><img src=x onerror=\"document.title='kena'\">"


@dataclass
class Told:
    """An invented tip to be stored."""

    case: str
    story: str
    ago: timedelta
    kind: str = "tppo"
    departs: str = "minggu_ini"
    village: str = "36.04.05.2001"
    score: int = 30
    emergency: bool = False
    status: str = "sent"
    consent: str = "kabar"
    channel: str = "telegram"
    flags: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    referrals: dict[str, str] = field(default_factory=lambda: {"bp3mi_banten": "sent"})
    holder: str | None = None


STORIES = (
    Told("LA-7K3QX", "Adik saya dan dua temannya dikumpulkan di rumah Pak Contoh sejak Senin. Paspornya dipegang dia, "
         "HP disita, dan mereka tidak boleh keluar. Katanya besok pagi berangkat ke bandara.", timedelta(minutes=9),
         departs="besok", score=95, emergency=True, flags=["confined", "departs_72h"],
         referrals={"bp3mi_banten": "sent", "polda_banten": "sent"}),
    Told("LA-2M9VC", "Diminta bayar Rp15 juta untuk kerja di kafe, visanya visa kunjungan. Berangkat tiga hari lagi.",
         timedelta(hours=2), departs="3_hari", score=60, flags=["departs_72h"], village="36.04.05.2002",
         referrals={"bp3mi_banten": "accepted", "imigrasi_banten": "sent"}, status="accepted"),
    Told("LA-9WD4H", "Anak tetangga umur 16 tahun mau diberangkatkan jadi pembantu. KTP-nya dibuatkan yang baru.",
         timedelta(hours=5), departs="bulan_ini", score=70, flags=["child"], village="36.01.01.2001",
         channel="whatsapp", consent="anonim"),
    Told("LA-C5T8N", "Ada yang keliling kampung menawarkan kerja kebun di luar, katanya tidak usah lewat kantor.",
         timedelta(days=1), kind="tppm", departs="belum_tahu", score=20, village="36.01.01.2002", channel="webchat"),
    Told("LA-P1B6R", "Suami saya sudah di sana tiga bulan, gaji tidak dibayar, paspor ditahan.", timedelta(days=3),
         departs="sudah_berangkat", score=45, village="36.04.05", status="closed",
         referrals={"bp3mi_banten": "done"}),
    Told("LA-X0X0X", f"Cerita dengan sisipan {SCRIPT}", timedelta(days=2), kind="unknown", score=10,
         departs="belum_tahu"),
    Told("LA-PRVT8", "Jangan sampai BP3MI tahu.", timedelta(hours=1), excluded=["bp3mi_banten"],
         referrals={"imigrasi_banten": "sent"}, score=40),
)  # fmt: skip


async def fill(session: AsyncSession, *, ids: dict[str, str], now: datetime, evidence_dir: object = None) -> None:
    """Everything at once. `ids` are the staff's ids by username."""
    for told in STORIES:
        await store_tip(session, told, now=now, holder=ids.get("petugas") if told.status == "accepted" else None)
    await store_talk(session, now=now)
    await store_misses(session, now=now)
    await store_machines(session, now=now)
    await count_answers(session)


async def store_tip(session: AsyncSession, told: Told, *, now: datetime, holder: str | None = None) -> Tip:
    """One tip with its conversation, facts, referrals and audit entry."""
    at = now - told.ago
    conversation = Conversation(
        id=new_id(), channel=told.channel, account="bot", external_blind=new_id(), created_at=at, last_heard_at=at
    )
    conversation.external_id = "90000001"
    session.add(conversation)
    tip = Tip(
        id=new_id(), case_number=told.case, conversation_id=conversation.id, channel=told.channel,
        status=told.status, kind=told.kind, emergency=told.emergency, village_code=told.village,
        departs=told.departs, flags=told.flags, consent=told.consent, excluded=told.excluded, score=told.score,
        reasons=_reasons(told), created_at=at, changed_at=at, sent_at=at,
        closed_at=now if told.status == "closed" else None,
        outcome="Sudah dibantu pulang lewat perwakilan" if told.status == "closed" else None,
    )  # fmt: skip
    session.add(tip)
    await session.flush()
    await _facts(session, tip, told, at)
    await _conversation(session, tip, conversation, told, at)
    for agency, state in told.referrals.items():
        referral = Referral(
            tip_id=tip.id, agency=agency, queue=agency, state=state, lead=agency == "bp3mi_banten",
            reason="Calon pekerja migran akan diberangkatkan", sent_at=at,
            holder=holder if agency == "bp3mi_banten" else None,
            accepted_at=at if state in ("accepted", "done") else None, ended_at=now if state == "done" else None,
            opened_at=at if state in ("accepted", "done") else None,
            replied_at=at if state in ("accepted", "done") else None,
        )  # fmt: skip
        session.add(referral)
        await deadlines.begin(session, referral, tip, now=now)
    await name_words.keep(session, tip)
    audit.record(session, "tip.sent", f"tip:{tip.id}", actor="citizen", now=at)
    await session.flush()
    return tip


def _reasons(told: Told) -> list[dict[str, object]]:
    known = {
        "departs_72h": ("departs_72h", 40, "Berangkat dalam 72 jam"),
        "confined": ("confined", 45, "Ada yang dikurung atau dilarang keluar"),
        "child": ("child", 50, "Ada anak di bawah 18 tahun"),
    }
    return [dict(zip(("rule", "points", "reason"), known[flag], strict=True)) for flag in told.flags]


async def _facts(session: AsyncSession, tip: Tip, told: Told, at: datetime) -> None:
    for slot, value, origin in (
        ("aman", "ya", "said"),
        ("kapan", told.departs, "guessed" if told.departs == "belum_tahu" else "said"),
        ("tempat", told.village, "said"),
        ("perekrut", "PT Contoh Jaya Abadi, orangnya dipanggil Pak Contoh, 0812-0000-0001", "said"),
        ("kejadian", told.story, "said"),
    ):
        fact = TipFact(tip_id=tip.id, slot=slot, origin=origin, at=at)
        session.add(fact)
        fact.value = value
    vault = session.info["vault"]
    last = sum(map(ord, told.case)) % 4
    for kind, value in (("phone", f"+628120000{last:04}"), ("company", f"PT Contoh {told.case}")):
        row = TipIdentifier(tip_id=tip.id, kind=kind, blind=vault.blind(kind, value.casefold()))
        session.add(row)
        row.value = value


async def _conversation(session: AsyncSession, tip: Tip, conversation: Conversation, told: Told, at: datetime) -> None:
    said = (("citizen", "mau lapor", None), ("bot", None, "lapor_buka"), ("citizen", told.story, None),
            ("bot", None, "lapor_terkirim"))  # fmt: skip
    for position, (author, text, answer) in enumerate(said, 1):
        message = Message(
            id=new_id(), position=position, conversation_id=conversation.id, author=author, answer=answer,
            tip_id=tip.id, at=at + timedelta(seconds=position),
        )  # fmt: skip
        session.add(message)
        message.text = text


async def store_note(session: AsyncSession, tip: Tip, *, agency: str, author: str, text: str, now: datetime) -> None:
    """An internal note."""
    note = TipNote(tip_id=tip.id, agency=agency, author=author, kind="note", at=now)
    session.add(note)
    note.text = text


async def store_talk(session: AsyncSession, *, now: datetime) -> Handoff:
    """A citizen who asked for an officer."""
    at = now - timedelta(minutes=6)
    conversation = Conversation(id=new_id(), channel="webchat", account="web", external_blind=new_id(), created_at=at)
    session.add(conversation)
    await session.flush()
    for position, (author, text, answer) in enumerate(
        (("citizen", "paspor saya ditahan sponsor, saya bingung", None), ("bot", None, "paspor_ditahan"),
         ("citizen", "mau ngomong sama petugas aja bisa?", None), ("bot", None, "petugas_tutup")), 1
    ):  # fmt: skip
        message = Message(
            id=new_id(), position=position, conversation_id=conversation.id, author=author, answer=answer,
            at=at + timedelta(seconds=20 * position),
        )  # fmt: skip
        session.add(message)
        message.text = text
    handoff = Handoff(
        id=new_id(), conversation_id=conversation.id, agency="bp3mi_banten", state="open",
        opened_at=at + timedelta(seconds=70),
    )  # fmt: skip
    session.add(handoff)
    await session.flush()
    return handoff


async def store_misses(session: AsyncSession, *, now: datetime) -> None:
    """Questions nobody taught the bot yet."""
    asked = ("bisa ke [negara] pake visa umroh ga", "gaji perawat di sana brp", "kalo udah umur 50 masih bisa?")
    for index, text in enumerate(asked):
        for count in range(12 - index * 5):
            guesses = [Guess("paspor_syarat", 0.41), Guess("syarat_umum", 0.33)] if index == 0 else []
            note_miss(session, text, language="id", verdict="reject", guesses=guesses, now=now - timedelta(hours=count))


async def store_machines(session: AsyncSession, *, now: datetime) -> None:
    """An endpoint with a dead letter, a parked job and a message that could not be read."""
    endpoint = Endpoint(
        id=new_id(), agency="polda_banten", kind="webhook", url="https://hook.example/terima", fields=["kind", "link"],
        active=True, created_at=now - timedelta(days=9),
    )  # fmt: skip
    session.add(endpoint)
    endpoint.secret = "rahasia-contoh"
    await session.flush()
    from sqlalchemy import select

    referral = await session.scalar(select(Referral.id).where(Referral.agency == "polda_banten"))
    for state, attempts in (("delivered", 1), ("errored", 3), ("dead", 10)):
        session.add(
            Delivery(
                endpoint_id=endpoint.id, referral_id=referral, event="referral.sent", sequence=attempts, state=state,
                attempts=attempts, last_status=200 if state == "delivered" else 503, created_at=now,
                last_error=None if state == "delivered" else "Server tujuan menjawab 503", tried_at=now,
            )
        )  # fmt: skip
    job = jobs.put(session, "send", {"outbox": 1}, lane="out:contoh", now=now - timedelta(hours=3))
    await session.flush()
    job.parked_at, job.attempts, job.reason = now - timedelta(hours=1), 8, "Kanal menolak: 403 berkali-kali"
    item = InboxItem(
        id=new_id(), channel="telegram", account="bot", external_id="1", state="parked",
        reason="Bentuk pesan tidak dikenal: tidak ada pengirim", received_at=now - timedelta(hours=2),
    )  # fmt: skip
    session.add(item)
    item.body = {"update_id": 1}


async def count_answers(session: AsyncSession) -> None:
    """As if people had asked."""
    for index, key in enumerate(("syarat_umum", "paspor_syarat", "biaya_penempatan", "cek_p3mi", "opp")):
        answer = await session.get(Answer, key)
        if answer is not None:
            answer.asked, answer.helped, answer.not_helped = 1480 - index * 263, 96 - index * 9, 12 + index * 7


def picture() -> bytes:
    """A harmless drawing in place of a photo."""
    image = Image.new("RGB", (640, 420), "#dfe9ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 580, 360), outline="#12787a", width=6)
    draw.text((90, 90), "Surat contoh", fill="#14272c")
    raw = io.BytesIO()
    image.save(raw, "PNG")
    return raw.getvalue()


__all__ = ["SCRIPT", "STORIES", "Evidence", "Reply", "Told", "fill", "picture", "store_note", "store_talk", "store_tip"]
