"""`make demo`: invented people, tips, questions and drafts, so that every screen has something to show.

Everything goes through the same use cases as real life. Run twice, it adds nothing the second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import editing
from bot.answers.editing import Wording
from bot.conversations.handoff import open_handoff
from bot.conversations.models import Conversation, Message
from bot.database import new_id
from bot.delivery import endpoints
from bot.delivery.models import Delivery
from bot.learning.misses import Guess, note_miss
from bot.operations.children import say
from bot.runtime import Runtime
from bot.staff import accounts
from bot.staff.models import Staff
from bot.staff.passwords import Hasher, make_password
from bot.staff.permissions import Viewer
from bot.tips import facts, intake, sending
from bot.tips.casework import closing, notes, steps
from bot.tips.models import Referral, Tip
from bot.tips.rules import indicators
from nlu.language.departures import find_departure
from nlu.language.extraction import extract
from nlu.language.places import find_places

PEOPLE = (
    ("contoh.imigrasi", "Ibu Contoh Satu", "imigrasi_banten", ("officer",)),
    ("contoh.bp3mi", "Bapak Contoh Dua", "bp3mi_banten", ("officer",)),
    ("contoh.polda", "Ibu Contoh Tiga", "polda_banten", ("officer",)),
    ("contoh.pengawas", "Bapak Contoh Enam", "bp3mi_banten", ("supervisor",)),
    ("contoh.kustodian", "Ibu Contoh Tujuh", "bp3mi_banten", ("custodian",)),
    ("contoh.redaktur", "Bapak Contoh Empat", None, ("editor",)),
    ("contoh.penyetuju", "Ibu Contoh Lima", None, ("approver",)),
)


@dataclass(frozen=True)
class Told:
    """One invented tip: what was told to each question, how long ago, and how far it has come."""

    when: str
    where: str
    who: str
    what: str
    hours_ago: int
    consent: str = "anonim"
    excluded: Sequence[str] = ()
    step: str = "new"


TIPS = (
    Told("besok subuh", "desa Pontang kecamatan Pontang", "Pak Contoh, hp 0812-0000-1234",
         "Anak tetangga umur 16 tahun mau dibawa kerja ke luar negeri, ktp-nya dituakan", 1),
    Told("hari ini", "desa Tanara kecamatan Tanara", "agen PT Contoh Jaya, 0812-0000-1234",
         "Lima orang ditampung di rumah, dikunci dari luar, HP diambil", 2, consent="kabar"),
    Told("minggu depan", "desa Lontar kecamatan Tirtayasa", "sponsor Bu Misal 0812-0000-2345",
         "Diajak ke Arab Saudi pakai visa umrah, katanya nanti kerja jadi pembantu", 8, step="opened"),
    Told("belum tahu", "kelurahan Serang kecamatan Serang", "akun @lowongan_contoh",
         "Ditawari jadi admin di Kamboja gaji 20 juta tanpa kontrak, disuruh transfer uang muka 3 juta", 20,
         consent="kabar", step="accepted"),
    Told("bulan ini", "desa Rajeg kecamatan Rajeg", "calo dari kampung sebelah",
         "Paspor dan ijazah ditahan sponsor, kalau batal harus bayar ganti rugi", 30, step="accepted"),
    Told("sudah berangkat", "desa Padarincang kecamatan Padarincang", "PT Contoh Makmur",
         "Kakak saya di Malaysia gajinya tidak dibayar empat bulan", 52, consent="kabar", step="closed"),
    Told("belum tahu", "desa Teluknaga kecamatan Teluknaga", "tidak kenal",
         "Ada yang bagi brosur kerja kapal ikan tanpa nama perusahaan", 76),
    Told("lusa", "desa Kronjo kecamatan Kronjo", "Haji Umpama 0812-0000-3456",
         "Berangkat lewat Batam dulu pakai visa kunjungan, rombongan delapan orang", 5,
         excluded=("polda_banten",)),
)  # fmt: skip
MISSES = (
    ("min kalau mau kerja di kapal pesiar daftarnya gimana", "id", ("pelaut_abk", "cari_lowongan_resmi"), 5),
    ("kerja di polandia aman ga", "id", ("negara_tujuan", "cek_tawaran"), 3),
    ("uang saku pas pelatihan dapet berapa", "id", ("pelatihan_blk", "gaji_negara"), 2),
    ("pami bade ka korea kedah tiasa basa korea heula", "su", ("g2g_korea", "pelatihan_blk"), 2),
    ("anak saya bisa ikut ga ke sana", "id", ("hamil_anak", "visa_kerja"), 1),
)


async def fill(runtime: Runtime) -> int:
    """Add the invented data once. Returns the exit code."""
    now = runtime.clock()
    async with runtime.db.read() as session:
        if await session.scalar(select(Staff.id).where(Staff.username == PEOPLE[0][0])):
            say("Data contoh sudah ada.")
            await runtime.close()
            return 0
    password = make_password()
    hashed = await Hasher(runtime.settings).hash(password)
    async with runtime.db.write() as session:
        people = {name: await _person(session, name, full, agency, roles, hashed, now)
                  for name, full, agency, roles in PEOPLE}  # fmt: skip
    for number, told in enumerate(TIPS):
        async with runtime.db.write() as session:
            await _tip(session, runtime, told, number, people, now)
    async with runtime.db.write() as session:
        await _questions(session, now)
        await _drafts(session, people, now)
        await _dead_letter(session, now)
    await runtime.close()
    say(f"Data contoh ditambahkan: {len(TIPS)} laporan, {len(MISSES)} pertanyaan, {len(PEOPLE)} akun.")
    say(f"Masuk dengan {', '.join(name for name, *_ in PEOPLE)}; kata sandinya sama: {password}")
    return 0


async def _person(
    session: AsyncSession,
    username: str,
    name: str,
    agency: str | None,
    roles: Sequence[str],
    hashed: str,
    now: datetime,
) -> Staff:
    return await accounts.create_staff(
        session,
        username=username,
        name=name,
        agency=agency,
        roles=roles,
        password_hash=hashed,
        must_change=False,
        now=now,
    )


async def _tip(
    session: AsyncSession, runtime: Runtime, told: Told, number: int, people: dict[str, Staff], now: datetime
) -> None:
    at = now - timedelta(hours=told.hours_ago)
    conversation = _conversation(session, runtime, f"contoh-{number}", at)
    draft = await intake.new_draft(session, conversation, runtime.settings, now=at)
    answers = {"kapan": told.when, "tempat": told.where, "perekrut": told.who, "kejadian": told.what}
    for position, (slot, text) in enumerate(answers.items(), start=1):
        message = _message(conversation, position, text, at)
        session.add(message)
        message.text = text
        await intake.keep(session, draft, message)
        await facts.record(session, draft, slot, text, origin="said", message_id=message.id, now=at)
        await facts.identify(session, draft, extract(text, now=at))
    departure = find_departure(told.when, now=at, asked=True)
    facts.depart(draft, departure.bucket if departure else None, departure.at if departure else None)
    places = find_places(told.where, asked=True)
    draft.village_code = places[0].code if places else None
    draft.flags = sorted(indicators.all_flags(answers.values()))
    draft.kind = indicators.kind_of(draft.flags)
    draft.emergency = "confined" in draft.flags
    draft.consent, draft.excluded = told.consent, list(told.excluded)
    await sending.submit(session, draft, now=at)
    sending.told(draft)
    await _work(session, draft, told.step, people, at)


async def _work(session: AsyncSession, tip: Tip, step: str, people: dict[str, Staff], at: datetime) -> None:
    """Bring the lead agency's referral as far as the story says."""
    if step == "new":
        return
    lead = await session.scalar(select(Referral).where(Referral.tip_id == tip.id, Referral.lead.is_(True)))
    if lead is None:
        return
    officer = next(one for one in people.values() if one.agency == lead.agency)
    viewer = Viewer(officer.id, officer.name, officer.agency, frozenset(officer.roles))
    lead.opened_at = at + timedelta(minutes=20)
    lead.reckon()
    later = at + timedelta(minutes=40)
    if step in ("accepted", "closed"):
        await steps.accept(session, viewer, tip.case_number, now=later)
        await notes.note(session, viewer, tip.case_number, text="Sudah dicocokkan dengan daftar lowongan.", now=later)
    if step == "closed":
        await closing.close(
            session, viewer, tip.case_number, outcome="ditolong", reason="Keluarga sudah didampingi.", now=later
        )


async def _questions(session: AsyncSession, now: datetime) -> None:
    for text, language, guesses, times in MISSES:
        for _ in range(times):
            note_miss(
                session, text, language=language, verdict="clarify", now=now - timedelta(hours=times),
                guesses=[Guess(guesses[0], 0.31), Guess(guesses[1], 0.24)],
            )  # fmt: skip
    conversation = await session.scalar(select(Conversation).order_by(Conversation.created_at).limit(1))
    if conversation is not None:
        await open_handoff(session, conversation, "bp3mi_banten", now=now)


async def _drafts(session: AsyncSession, people: dict[str, Staff], now: datetime) -> None:
    """One wording that waits for approval, and one still being written."""
    author = people["contoh.redaktur"].id
    waiting = await editing.start_draft(session, "opp", author=author, now=now)
    changed = {**waiting.content, "next_step": {"id": "Tanyakan jadwal OPP ke BP3MI Banten sebelum berangkat."}}
    wording = Wording(changed, waiting.sources, date(2026, 11, 21), date(2026, 12, 21))
    await editing.save_draft(session, waiting.id, wording, author=author, now=now)
    await editing.submit(session, waiting.id, author=author, now=now)
    await editing.start_draft(session, "cek_p3mi", author=author, now=now)


async def _dead_letter(session: AsyncSession, now: datetime) -> None:
    """A machine that never answered: the operator's screen shows what could not be delivered."""
    endpoint, _ = await endpoints.add(
        session, agency="polda_banten", url="https://penerima.contoh.example/langkah", fields=["kind", "link"],
        allow_private=False, by="system", now=now,
    )  # fmt: skip
    await session.flush()
    referral = await session.scalar(select(Referral).where(Referral.agency == "polda_banten").limit(1))
    if referral is not None:
        session.add(
            Delivery(
                id=new_id(), endpoint_id=endpoint.id, referral_id=referral.id, event="referral.sent", sequence=0,
                state="dead", attempts=10, last_error="nama host tidak ditemukan", created_at=now, tried_at=now,
            )
        )  # fmt: skip
    endpoint.active = False


def _conversation(session: AsyncSession, runtime: Runtime, name: str, at: datetime) -> Conversation:
    conversation = Conversation(
        id=new_id(),
        channel="webchat",
        account="contoh",
        external_blind=runtime.vault.blind("contoh", name),
        created_at=at,
        last_heard_at=at,
    )
    session.add(conversation)
    conversation.external_id = name
    return conversation


def _message(conversation: Conversation, position: int, text: str, at: datetime) -> Message:
    return Message(
        id=new_id(),
        position=position,
        conversation_id=conversation.id,
        author="citizen",
        at=at + timedelta(minutes=position),
        answered_at=at + timedelta(minutes=position),
    )
