"""Setting up one's second factor: scan, confirm, keep the recovery codes; take it off or make new codes again."""

from __future__ import annotations

import segno
from markupsafe import Markup
from starlette.responses import Response

from bot import audit
from bot.console.desk import Desk
from bot.console.own_account import require_password
from bot.console.visit import Visit, see
from bot.errors import BadInput
from bot.staff import second_factor
from bot.staff.accounts import find_staff
from bot.staff.models import Staff

_GROUP = 4


async def show(desk: Desk, visit: Visit) -> Response:
    """The QR code while it is not set up; else how it stands."""
    return await _page(desk, visit)


async def confirm(desk: Desk, visit: Visit) -> Response:
    """Switch it on with a first code. The answer itself shows the recovery codes, this once."""
    try:
        if not desk.gate.lets(f"kode:{visit.viewer.staff_id}", now=visit.now):
            raise BadInput("Terlalu banyak percobaan. Tunggu satu menit.")
        async with desk.runtime.db.write() as session:
            staff = await find_staff(session, visit.viewer.staff_id)
            keys = desk.runtime.keys
            codes = await second_factor.confirm(session, staff, visit.form.text("kode"), keys=keys, now=visit.now)
    except BadInput as refused:
        return await _page(desk, visit, wrong=refused.sentence)
    return await _page(desk, visit, codes=codes)


async def new_codes(desk: Desk, visit: Visit) -> Response:
    """Ten new recovery codes, shown this once; the old ones end."""
    try:
        await require_password(desk, visit, visit.form.text("sandi"))
    except BadInput as refused:
        return await _page(desk, visit, wrong=refused.sentence)
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
        codes = await second_factor.new_codes(session, staff, keys=desk.runtime.keys)
        audit.record(session, "staff.recovery_new", f"staff:{staff.id}", actor=visit.viewer.actor, now=visit.now)
    return await _page(desk, visit, codes=codes)


async def take_off(desk: Desk, visit: Visit) -> Response:
    """Switch it off, e.g. before moving to another phone."""
    try:
        await require_password(desk, visit, visit.form.text("sandi"))
    except BadInput as refused:
        return await _page(desk, visit, wrong=refused.sentence)
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
        await second_factor.take_off(session, staff, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/akun-saya/faktor", notice="faktor_dilepas")


async def _page(desk: Desk, visit: Visit, *, wrong: str = "", codes: list[str] | None = None) -> Response:
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
        secret = "" if staff.factor_since else second_factor.offer(staff)
        left = await second_factor.codes_left(session, staff.id)
    return desk.pages.show(
        visit,
        "own_factor.html",
        status=422 if wrong else 200,
        since=staff.factor_since,
        secret=" ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        picture=_picture(staff, secret) if secret else "",
        codes=codes,
        codes_left=left,
        required=second_factor.is_required(desk.runtime.settings, visit.viewer.roles),
        wrong=wrong,
    )


def _picture(staff: Staff, secret: str) -> Markup:
    """The QR code as SVG inside the page: it is in no address, no file and no cache."""
    drawn = segno.make(second_factor.address(staff, secret), error="m")
    return Markup(drawn.svg_inline(scale=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S704 - our own drawing
