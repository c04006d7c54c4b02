"""What people see when something does not work: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot import logs
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit, signed_in
from bot.errors import BadInput, Forged, NotAllowed, NotFound, TooLarge, WrongState

log = logs.get(__name__)


@dataclass(frozen=True)
class Failure:
    """How an error is told."""

    status: int
    title: str
    sentence: str


MISSING = Failure(
    404,
    "Halaman tidak ditemukan",
    "Alamat ini tidak ada, atau isinya bukan untuk instansi Anda. Periksa nomor perkaranya.",
)
FORBIDDEN = Failure(
    403, "Bukan bagian peran Anda", "Akun Anda tidak punya hak untuk ini. Pengelola bisa menambah peran."
)
FOREIGN = Failure(403, "Permintaan ditolak", "Permintaan ini datang dari situs lain. Tidak ada yang berubah.")
BROKEN = Failure(
    500,
    "Ada yang rusak di pihak kami",
    "Perubahan terakhir tidak disimpan. Tekan Kembali, salin yang Anda tulis, lalu coba lagi sebentar lagi.",
)
FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (NotFound, MISSING),
    (NotAllowed, FORBIDDEN),
    (Forged, FOREIGN),
    (TooLarge, Failure(413, "Terlalu besar", "Isian terlalu besar. Tekan Kembali dan ringkas dulu.")),
    (BadInput, Failure(400, "Belum bisa diproses", "")),
    (WrongState, Failure(409, "Langkah ini tidak bisa lagi", "")),
)

ErrorHandler = Callable[[Request, Exception], Awaitable[Response]]


def handlers(desk: Desk) -> dict[type[Exception] | int, ErrorHandler]:
    """Starlette's table of exception handlers."""

    async def known(request: Request, error: Exception) -> Response:
        failure = next(failure for kind, failure in FAILURES if isinstance(error, kind))
        sentence = failure.sentence or getattr(error, "sentence", "")
        return await _show(request, Failure(failure.status, failure.title, sentence))

    async def of_http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status in (404, 405):
            return await _show(request, MISSING)
        return await _show(request, Failure(status, "Tidak bisa", "Permintaan ini tidak bisa dilayani."))

    async def broken(request: Request, error: Exception) -> Response:
        log.error("console.broken", exc_info=error)
        return desk.pages.show(None, "failure.html", status=500, failure=BROKEN)

    async def _show(request: Request, failure: Failure) -> Response:
        signed = await signed_in(desk, request, touch=False)
        visit = None
        if signed is not None:
            now = desk.runtime.clock()
            visit = Visit(request, signed.viewer, signed.csrf, signed.must_change, now, Form())
        return desk.pages.show(visit, "failure.html", status=failure.status, failure=failure)

    return {**{kind: known for kind, _ in FAILURES}, HTTPException: of_http, Exception: broken}
