"""Work that got stuck: parked jobs with "Coba lagi", and messages that could not be understood, with reasons."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response

from bot import audit, jobs
from bot.console.desk import Desk
from bot.console.visit import Visit, see
from bot.conversations.models import InboxItem, Message
from bot.errors import NotFound

LISTED = 100
KINDS = {
    "turn": "Menjawab pesan warga",
    "send": "Mengirim balasan ke warga",
    "notify": "Memberi tahu tujuan instansi",
    "deliver": "Mengirim ke tujuan instansi",
    "mail": "Mengirim surat ke petugas",
    "incident.tell": "Memberi tahu pengelola tentang gangguan",
    "house.watch": "Memeriksa keadaan pemasangan",
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
            item.state = "new"
            message = await session.get(Message, item.id)
            if message is not None:
                message.answered_at = None  # the apology was no answer
        audit.record(session, "job.unpark", f"job:{number}", actor=visit.viewer.actor, now=visit.now)
    return see("/konsol/pekerjaan", notice="dicoba_lagi")
