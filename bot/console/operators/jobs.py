"""Work that got stuck: parked jobs with "Coba lagi", and messages that could not be understood, with reasons."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot import audit, jobs
from bot.console.desk import Desk
from bot.console.visit import Visit, see
from bot.conversations.inbox import TURN
from bot.conversations.models import InboxItem, Message
from bot.errors import NotFound, WrongState

LISTED = 100
KINDS = {
    "turn": "Menjawab pesan warga",
    "send": "Mengirim balasan ke warga",
    "notify": "Memberi tahu tujuan instansi",
    "deliver": "Mengirim ke tujuan instansi",
    "mail": "Mengirim surat ke petugas",
    "incident.tell": "Memberi tahu pengelola tentang gangguan",
    "house.watch": "Memeriksa keadaan pemasangan",
    "whatsapp.report": "Mengolah kabar WhatsApp yang terlambat",
    "answers.import": "Membuat naskah dari terjemahan",
    "answers.correct": "Mengirim ralat ke warga",
    "digest.post": "Mengirim ringkasan harian",
    "cases.tend": "Menjaga tenggat dan pemegang laporan",
    "cases.age": "Menghitung ulang urutan laporan",
    "audit.seal": "Menyegel jejak audit",
    "drafts.expire": "Menghapus draf dan laporan lama",
    "outbox.empty": "Mengosongkan balasan lama",
    "words.forget": "Melupakan percakapan lama",
    "rasa.forget": "Melupakan percakapan lama di Rasa",
    "rasa.drop": "Menghapus data warga di Rasa",
}


async def show(desk: Desk, visit: Visit) -> Response:
    """Everything that waits for a person."""
    async with desk.runtime.db.read() as session:
        counts = await jobs.counts(session, now=visit.now)
        parked = await jobs.parked(session, most=LISTED)
        items = (
            await session.scalars(
                select(InboxItem)
                .where(InboxItem.state == "parked")
                .order_by(InboxItem.received_at.desc())
                .limit(LISTED)
            )
        ).all()
    return desk.pages.show(
        visit, "operators/jobs.html", counts=counts, parked=parked, items=items, kinds=KINDS, most=LISTED
    )


async def again(desk: Desk, visit: Visit) -> Response:
    """Put a parked job back into its lane."""
    number = visit.path("job")
    async with desk.runtime.db.write() as session:
        job = await session.get(jobs.Job, int(number)) if number.isdigit() else None
        if job is None or not await jobs.unpark(session, job.id, now=visit.now):
            raise NotFound(f"job {number}")
        item = await session.get(InboxItem, str(job.payload.get("inbox", "")))
        if item is not None and item.state == "parked":
            await _reopen(session, item)
        audit.record(session, "job.unpark", f"job:{number}", actor=visit.viewer.actor, now=visit.now)
    return see("/konsol/pekerjaan", notice="dicoba_lagi")


async def read_again(desk: Desk, visit: Visit) -> Response:
    """Read a parked message once more: by its own parked job if there is one, else by a new one."""
    async with desk.runtime.db.write() as session:
        item = await _parked_item(session, visit.path("item"))
        if item.body_sealed is None:
            raise WrongState("Isi pesan itu sudah dihapus karena waktunya habis; tidak ada lagi yang bisa dibaca.")
        await _reopen(session, item)
        waiting = await session.scalars(select(jobs.Job).where(jobs.Job.kind == TURN, jobs.Job.parked_at.is_not(None)))
        own = next((job for job in waiting if job.payload.get("inbox") == item.id), None)
        if own is not None:
            await jobs.unpark(session, own.id, now=visit.now)
        else:
            jobs.put(session, TURN, {"inbox": item.id}, lane=f"in:again:{item.id}", now=visit.now)
        audit.record(session, "inbox.again", f"inbox:{item.id}", actor=visit.viewer.actor, now=visit.now)
    return see("/konsol/pekerjaan", notice="pesan_dicoba")


async def leave_unread(desk: Desk, visit: Visit) -> Response:
    """Give a parked message up: its words are deleted, its key stays, so that it cannot come a second time."""
    async with desk.runtime.db.write() as session:
        item = await _parked_item(session, visit.path("item"))
        item.state, item.body, item.done_at = "done", None, visit.now
        audit.record(session, "inbox.leave", f"inbox:{item.id}", actor=visit.viewer.actor, now=visit.now)
    return see("/konsol/pekerjaan", notice="pesan_diabaikan")


async def _parked_item(session: AsyncSession, item_id: str) -> InboxItem:
    item = await session.get(InboxItem, item_id)
    if item is None or item.state != "parked":
        raise NotFound(f"inbox item {item_id}")
    return item


async def _reopen(session: AsyncSession, item: InboxItem) -> None:
    item.state, item.done_at = "new", None
    message = await session.get(Message, item.id)
    if message is not None:
        message.answered_at = None  # the apology was no answer
