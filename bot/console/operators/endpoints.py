"""Endpoints of agencies: a signed webhook (secret shown once) or a mailbox; try one out, switch one off or on."""

from __future__ import annotations

import httpx
from sqlalchemy import select
from starlette.responses import Response

from bot import audit
from bot.agencies.models import Agency
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit, see
from bot.delivery import endpoints, mail
from bot.delivery.envelope import FIELDS
from bot.errors import BadInput, GiveUp, TryAgain

FIELD_WORDS = {
    "kind": "Jenis",
    "emergency": "Tanda darurat",
    "status": "Status",
    "village_code": "Kode desa",
    "departs": "Kapan berangkat",
    "departs_on": "Tanggal berangkat",
    "score": "Skor",
    "reasons": "Alasan skor",
    "flags": "Tanda bahaya",
    "link": "Tautan ke konsol",
}


async def show(desk: Desk, visit: Visit) -> Response:
    """The list and the form."""
    return await _page(desk, visit, visit.form)


async def add(desk: Desk, visit: Visit) -> Response:
    """Add a webhook. The answer itself shows the secret: it is in no address and cannot be asked for again."""
    form = visit.form
    try:
        async with desk.runtime.db.write() as session:
            endpoint, secret = await endpoints.add(
                session,
                agency=form.text("instansi"),
                url=form.text("surel") if form.text("cara") == endpoints.EMAIL else form.text("url"),
                kind=form.text("cara") or endpoints.WEBHOOK,
                fields=form.several("bidang"),
                allow_private=desk.runtime.settings.delivery_allow_private,
                by=visit.viewer.actor,
                now=visit.now,
            )
    except BadInput as refused:
        return await _page(desk, visit, form, wrong=refused.sentence)
    return await _page(desk, visit, Form(), secret=secret, made=endpoint.id)


async def switch(desk: Desk, visit: Visit) -> Response:
    """Off or on again."""
    active = visit.form.text("aktif") == "ya"
    async with desk.runtime.db.write() as session:
        await endpoints.switch(session, visit.path("endpoint"), active=active, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/tujuan", notice="tujuan_hidup" if active else "tujuan_mati")


async def try_out(desk: Desk, visit: Visit) -> Response:
    """Send a test notice and say what came of it."""
    settings = desk.runtime.settings
    async with desk.runtime.db.write() as session:
        endpoint = await endpoints.find(session, visit.path("endpoint"))
        secret = endpoint.secret or ""
        audit.record(session, "endpoint.test", f"endpoint:{endpoint.id}", actor=visit.viewer.actor, now=visit.now)
    try:
        if endpoint.kind == endpoints.EMAIL and not mail.is_on(settings):
            raise GiveUp("surel belum dipasang (BOT_SMTP_HOST)")
        async with httpx.AsyncClient(timeout=settings.delivery_timeout, follow_redirects=False) as client:
            came = await endpoints.try_out(desk.runtime, client, endpoint, secret)
    except (TryAgain, GiveUp) as error:
        return await _page(desk, visit, Form(), tried=endpoint.id, came=f"Tidak sampai: {error.reason}.", well=False)
    return await _page(desk, visit, Form(), tried=endpoint.id, came=came, well=True)


async def _page(
    desk: Desk, visit: Visit, form: Form, *, wrong: str = "", secret: str = "", made: str = "", **shown: object
) -> Response:
    async with desk.runtime.db.read() as session:
        rows = await endpoints.listed(session)
        agencies = (await session.scalars(select(Agency).where(Agency.active).order_by(Agency.name))).all()
    return desk.pages.show(
        visit,
        "operators/endpoints.html",
        status=422 if wrong else 200,
        rows=rows,
        agencies=agencies,
        fields={name: FIELD_WORDS.get(name, name) for name in FIELDS},
        chosen=set(form.several("bidang")) if wrong else set(FIELDS),
        form=form,
        wrong=wrong,
        secret=secret,
        made=made,
        mail_is_on=mail.is_on(desk.runtime.settings),
        **{"tried": "", "came": "", "well": True, **shown},
    )
