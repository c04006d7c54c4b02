"""The doors platforms knock at: the body is kept before it is confirmed, and no answer is ever a bare 500.

200 kept · 400 not readable · 403 forged · 404 channel switched off · 413 too large · 503 could not be kept, send again.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import logs
from bot.channels import strangers
from bot.channels.telegram import webhook_secret
from bot.channels.telegram.door import keep_update
from bot.channels.whatsapp.door import WhatsAppDoor
from bot.errors import BadInput, Forged, TooLarge
from bot.incidents import Sightings
from bot.meters import Meters
from bot.runtime import Runtime

log = logs.get(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]

TRY_LATER = "Layanan sedang terganggu. Pesan belum kami simpan; kirim lagi sebentar lagi."


def routes(runtime: Runtime, meters: Meters) -> list[Route]:
    """The webhook routes of every platform that is switched on."""
    whatsapp = WhatsAppDoor(runtime, Sightings(runtime))
    return [
        Route("/webhooks/telegram", guarded("telegram", meters, _telegram(runtime)), methods=["POST"]),
        Route("/webhooks/whatsapp", guarded("whatsapp", meters, whatsapp), methods=["GET", "POST"]),
    ]


def guarded(channel: str, meters: Meters, endpoint: Endpoint) -> Endpoint:
    """Turn refusals into their status; anything else that fails means "not kept, send again"."""

    async def door(request: Request) -> Response:
        with meters.stage(f"door.{channel}"):
            answer = await _safely(channel, request, endpoint)
        meters.doors.labels(channel, str(answer.status_code)).inc()
        return answer

    return door


async def _safely(channel: str, request: Request, endpoint: Endpoint) -> Response:
    try:
        return await endpoint(request)
    except Forged as refused:
        return _refusal(channel, 403, refused)
    except TooLarge as refused:
        return _refusal(channel, 413, refused)
    except BadInput as refused:
        return _refusal(channel, 400, refused)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception:  # the webhook door is one of the two places that catch everything
        log.exception("door.failed", channel=channel)
        return JSONResponse({"error": TRY_LATER}, status_code=503, headers={"Retry-After": "5"})


def _refusal(channel: str, status: int, refused: BadInput) -> Response:
    log.info("door.refused", channel=channel, status=status, reason=type(refused).__name__)
    return JSONResponse({"error": refused.sentence}, status_code=status)


def _telegram(runtime: Runtime) -> Endpoint:
    settings = runtime.settings
    secret = webhook_secret(settings, runtime.keys).encode()
    account = settings.telegram_token.get_secret_value().partition(":")[0]

    async def receive(request: Request) -> Response:
        if not account:
            return JSONResponse({"error": "Telegram belum dinyalakan."}, status_code=404)
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret):
            raise Forged("Tanda rahasia tidak cocok.")
        announced = request.headers.get("content-length")
        raw = await strangers.read_body(request.stream(), most=settings.webhook_max_bytes, announced=announced)
        update = strangers.read_json(raw, deepest=settings.json_max_depth)
        await keep_update(runtime, account, update)
        return JSONResponse({})

    return receive
