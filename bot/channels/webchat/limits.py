"""How much one page and one network address may send."""

from __future__ import annotations

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.settings import Settings

TOO_OFTEN = "Terlalu banyak pesan sekaligus. Tunggu satu menit, lalu kirim lagi. Ada bahaya? Telepon polisi 110."
LOOKS_PER_TURN = 6
"""Pages ask for news more often than people write."""


class Gate:
    """Counts in memory; a restart forgets, and several processes count each for itself."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._of_conversation = RateLimitItemPerMinute(settings.webchat_turns_per_minute)
        self._of_address = RateLimitItemPerMinute(settings.webchat_address_per_minute)
        self._looks = RateLimitItemPerMinute(settings.webchat_address_per_minute * LOOKS_PER_TURN)

    async def refusal(self, conversation: str, request: Request) -> Response | None:
        """None when this message may come in, else the 429."""
        allowed = await self._hit(self._of_address, "address", _address(request)) and await self._hit(
            self._of_conversation, "conversation", conversation
        )
        return None if allowed else _too_often()

    async def refusal_to_look(self, request: Request) -> Response | None:
        """None when this page may ask for news, else the 429."""
        return None if await self._hit(self._looks, "looks", _address(request)) else _too_often()

    async def _hit(self, limit: RateLimitItem, *key: str) -> bool:
        return bool(await self._limiter.hit(limit, *key))


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _too_often() -> Response:
    return JSONResponse({"error": TOO_OFTEN}, status_code=429, headers={"Retry-After": "60"})
