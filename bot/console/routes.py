"""The console under /konsol: every address with its screen and the right it needs, and what guards them all."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from bot.console import home, login, password
from bot.console.desk import open_desk
from bot.console.editors import answers, drafts, misses, reviews
from bot.console.failures import handlers
from bot.console.headers import Guarded, KeptFiles
from bot.console.officers import evidence, handoffs, inbox, news, tip, tip_steps
from bot.console.operators.screens import OPERATORS
from bot.console.pages import STATIC
from bot.console.visit import Screen, endpoint
from bot.runtime import Runtime

SCREENS: tuple[Screen, ...] = (
    Screen("GET", "/", home.show, None),
    Screen("POST", "/keluar", login.leave, None),
    Screen("POST", "/tema", home.switch_theme, None),
    Screen("GET", "/kata-sandi", password.show, None),
    Screen("POST", "/kata-sandi", password.change, None),
    # --- officers -----------------------------------------------------------------------------
    Screen("GET", "/siaran", news.stream, "tips.see", quiet=True),
    Screen("GET", "/laporan", inbox.show, "tips.see"),
    Screen("GET", "/laporan/baru", inbox.count_new, "tips.see", quiet=True),
    Screen("GET", "/laporan/{case}", tip.show, "tips.see"),
    Screen("POST", "/laporan/{case}/ambil", tip_steps.take, "tips.work"),
    Screen("POST", "/laporan/{case}/lepas", tip_steps.let_go, "tips.work"),
    Screen("POST", "/laporan/{case}/terima", tip_steps.accept, "tips.work"),
    Screen("POST", "/laporan/{case}/tolak", tip_steps.decline, "tips.work"),
    Screen("POST", "/laporan/{case}/tanya", tip_steps.ask, "tips.work"),
    Screen("POST", "/laporan/{case}/catatan", tip_steps.note, "tips.work"),
    Screen("POST", "/laporan/{case}/rujuk", tip_steps.refer, "tips.work"),
    Screen("POST", "/laporan/{case}/tutup", tip_steps.close, "tips.work"),
    Screen("POST", "/laporan/{case}/tampilkan", tip_steps.reveal, "tips.work"),
    Screen("GET", "/laporan/{case}/bukti/{evidence}", evidence.serve, "tips.see"),
    Screen("GET", "/percakapan", handoffs.show, "handoffs.work"),
    Screen("GET", "/percakapan/{handoff}", handoffs.open_one, "handoffs.work"),
    Screen("GET", "/percakapan/{handoff}/baru", handoffs.newer, "handoffs.work", quiet=True),
    Screen("POST", "/percakapan/{handoff}/ambil", handoffs.take, "handoffs.work"),
    Screen("POST", "/percakapan/{handoff}/kirim", handoffs.say, "handoffs.work"),
    Screen("GET", "/percakapan/{handoff}/bukti/{evidence}", evidence.serve_handoff, "handoffs.work"),
    Screen("POST", "/percakapan/{handoff}/selesai", handoffs.give_back, "handoffs.work"),
    # --- editors and approvers --------------------------------------------------------------------
    Screen("GET", "/jawaban", answers.show, "answers.see"),
    Screen("GET", "/jawaban/{key}", answers.show_one, "answers.see"),
    Screen("POST", "/jawaban/{key}/naskah", drafts.start, "answers.edit"),
    Screen("POST", "/jawaban/{key}/tarik", reviews.withdraw, "answers.approve"),
    Screen("POST", "/jawaban/{key}/tayangkan", reviews.resume, "answers.approve"),
    Screen("GET", "/naskah/{revision}", drafts.show, "answers.edit"),
    Screen("POST", "/jawaban/{key}/masih-benar", drafts.still_true, "answers.edit"),
    Screen("POST", "/naskah/{revision}", drafts.save, "answers.edit", takes_file=True),
    Screen("POST", "/naskah/{revision}/pratinjau", drafts.preview, "answers.edit"),
    Screen("POST", "/naskah/{revision}/pulihkan", drafts.restore, "answers.edit"),
    Screen("GET", "/tinjau/{revision}", reviews.show, "answers.see"),
    Screen("POST", "/tinjau/{revision}/penutur", reviews.mark_spoken, "answers.edit"),
    Screen("GET", "/berkas/{file}", answer_files.serve, "answers.see"),
    Screen("POST", "/tinjau/{revision}/setuju", reviews.approve, "answers.approve"),
    Screen("POST", "/tinjau/{revision}/kembalikan", reviews.send_back, "answers.approve"),
    Screen("GET", "/belum-terjawab", misses.show, "misses.see"),
    Screen("POST", "/belum-terjawab", misses.settle, "misses.see"),
    # --- operators --------------------------------------------------------------------------------
    *OPERATORS,
)


def console(runtime: Runtime) -> Starlette:
    """The console as an application of its own, to be mounted at `/konsol`."""
    desk = open_desk(runtime)
    routes: list[BaseRoute] = [
        Mount("/static", KeptFiles(directory=STATIC), middleware=[Middleware(GZipMiddleware)]),
        Route("/masuk", login.screen(desk), methods=["GET", "POST"]),
        *(Route(screen.path, endpoint(desk, screen), methods=[screen.method]) for screen in SCREENS),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guarded, tls=runtime.settings.behind_tls)],
        exception_handlers=handlers(desk),
    )
