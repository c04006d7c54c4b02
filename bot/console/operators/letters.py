"""Letters by e-mail: what became of each, one more try for those that failed, and a letter to oneself as a test."""

from __future__ import annotations

from starlette.responses import Response

from bot import audit
from bot.console.desk import Desk
from bot.console.paging import cut, page_number
from bot.console.visit import Visit, see
from bot.delivery import mail
from bot.delivery.letters import LETTERS
from bot.errors import BadInput, NotFound
from bot.staff.accounts import find_staff


async def show(desk: Desk, visit: Visit) -> Response:
    """The list, newest first."""
    return await _page(desk, visit)


async def test(desk: Desk, visit: Visit) -> Response:
    """Post a test letter to the operator who asks."""
    settings = desk.runtime.settings
    try:
        async with desk.runtime.db.write() as session:
            staff = await find_staff(session, visit.viewer.staff_id)
            if not staff.email:
                raise BadInput("Isi dulu alamat surel Anda di Akun saya.")
            if not mail.is_on(settings):
                raise BadInput("Surel belum dipasang: isi BOT_SMTP_HOST dan BOT_SMTP_FROM, lalu mulai ulang.")
            values = {"name": staff.name, "console": f"{settings.base_url}/konsol/"}
            await mail.post(session, settings, "test", to=staff.email, values=values, now=visit.now)
    except BadInput as refused:
        return await _page(desk, visit, wrong=refused.sentence)
    return see("/konsol/surat", notice="surat_uji")


async def again(desk: Desk, visit: Visit) -> Response:
    """Try a failed letter again."""
    async with desk.runtime.db.write() as session:
        if not await mail.again(session, visit.path("mail"), now=visit.now):
            raise NotFound(f"mail {visit.path('mail')}")
        audit.record(session, "mail.again", f"mail:{visit.path('mail')}", actor=visit.viewer.actor, now=visit.now)
    return see("/konsol/surat", notice="dikirim_ulang")


async def _page(desk: Desk, visit: Visit, *, wrong: str = "") -> Response:
    settings, number = desk.runtime.settings, page_number(visit)
    size = settings.page_size
    async with desk.runtime.db.read() as session:
        rows = await mail.listed(session, most=size + 1, skip=(number - 1) * size)
        staff = await find_staff(session, visit.viewer.staff_id)
    return desk.pages.show(
        visit,
        "operators/letters.html",
        status=422 if wrong else 200,
        page=cut(rows, number=number, size=size),
        about={letter.name: letter.about for letter in LETTERS},
        is_on=mail.is_on(settings),
        place=f"{settings.smtp_host}:{settings.smtp_port}",
        own=staff.email,
        wrong=wrong,
    )
