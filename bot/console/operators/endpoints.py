"""Endpoints of agencies: add a signed webhook (its secret is shown once), switch one off or on."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response

from bot.agencies.models import Agency
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit, see
from bot.delivery import endpoints
from bot.delivery.envelope import FIELDS
from bot.errors import BadInput

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
                url=form.text("url"),
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


async def _page(desk: Desk, visit: Visit, form: Form, *, wrong: str = "", secret: str = "", made: str = "") -> Response:
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
    )
