"""The composition root of the web process: every route in one list, the worker and Telegram beside them."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from telegram.error import TelegramError

from bot import logs
from bot.adjustable import Adjusting
from bot.channels import webhooks
from bot.channels.telegram import ALLOWED_UPDATES, Telegram, webhook_secret
from bot.channels.telegram.polling import Polling
from bot.channels.webchat import WebChatDoor, page
from bot.console.routes import console
from bot.health import Health
from bot.learning import door as model_door
from bot.parts import Parts, make_worker, put_together, watched
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.watching import watch_worker

log = logs.get(__name__)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(), camera=(), geolocation=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_WEBHOOK_RETRY = 30.0
"""Seconds between tries to register the webhook while Telegram is out of reach."""


def create_app(runtime: Runtime, *, parts: Parts | None = None) -> FastAPI:
    """The web process. Routes answer before Rasa, the worker or Telegram are up; `parts`: other than usual (tests)."""
    parts = parts or put_together(runtime)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work) for work in _beside(parts)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await parts.close()
            await runtime.close()

    app = FastAPI(title="Langkah Aman", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.extend(
        (
            *page.routes(runtime),
            *WebChatDoor(runtime, parts.waiting, parts.meters).routes(),
            *webhooks.routes(runtime, parts.meters),
            *Health(runtime, parts.rasa, parts.meters).routes(),
            *model_door.routes(runtime),
        )
    )
    app.mount("/konsol", console(runtime))
    app.add_exception_handler(404, _not_found)
    app.add_exception_handler(405, _not_found)
    app.add_middleware(Headers, tls=runtime.settings.behind_tls)
    return app


async def run_worker(settings: Settings) -> int:
    """`bot work`: one worker process until SIGTERM or Ctrl-C, which let running jobs finish."""
    runtime = open_runtime(settings)
    parts = put_together(runtime)
    worker = make_worker(parts)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, worker.stop)
    if settings.worker_metrics_port:
        parts.meters.serve(settings.worker_metrics_host, settings.worker_metrics_port)
    log.info("worker.start", worker=worker.name)
    adjusting = asyncio.create_task(Adjusting(runtime).keep())
    try:
        await worker.run()
    finally:
        adjusting.cancel()
        await parts.close()
        await runtime.close()
    return 0


class Headers:
    """What every answer carries unless its route says otherwise."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._headers = {**HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if tls else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def _beside(parts: Parts) -> list[Coroutine[Any, Any, None]]:
    """What runs beside the routes: the worker, and Telegram's polling or the registration of its webhook."""
    settings = parts.runtime.settings
    beside: list[Coroutine[Any, Any, None]] = [watch_worker(parts.runtime), Adjusting(parts.runtime).keep()]
    if settings.worker_in_web:
        beside.append(watched(make_worker(parts)))
    if parts.telegram is not None:
        by_webhook = settings.telegram_mode == "webhook"
        beside.append(_register(parts, parts.telegram) if by_webhook else _poll(parts, parts.telegram))
    return beside


async def _register(parts: Parts, telegram: Telegram) -> None:
    """Tell Telegram our address and secret; repeated until it hears."""
    settings = parts.runtime.settings
    while True:
        try:
            await telegram.bot.set_webhook(
                f"{settings.base_url}/webhooks/telegram",
                secret_token=webhook_secret(settings, parts.runtime.keys),
                allowed_updates=list(ALLOWED_UPDATES),
            )
        except TelegramError as error:
            log.warning("telegram.webhook_unset", error_kind=type(error).__name__)
            await asyncio.sleep(_WEBHOOK_RETRY)
        else:
            log.info("telegram.webhook_set")
            return


async def _poll(parts: Parts, telegram: Telegram) -> None:
    """Long polling; a webhook left from before would answer it with 409."""
    with contextlib.suppress(TelegramError):
        await telegram.bot.delete_webhook()
    await Polling(parts.runtime, telegram).run()


async def _not_found(_: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return JSONResponse({"error": "Alamat ini tidak ada."}, status_code=status)
