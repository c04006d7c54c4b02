"""Meta's Graph API by httpx: one client, its pool and time-outs, and every failure translated to our own errors.

A refused token or a blocked account stops everything for a while; a number that sends too fast rests as a whole, one
person who gets too much rests alone.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.channels.pace import Pace
from bot.channels.strangers import mapping
from bot.channels.whatsapp.errors import STOPS, Kind, code_of, kind_of, ours
from bot.errors import Ambiguous, ChannelBusy, LangkahAmanError, TryAgain
from bot.settings import Settings

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
"""Failures before a byte of the request left: nothing can have been accepted."""
_ERROR_MOST = 64_000
"""Bytes of an error answer that are read."""


class Graph:
    """Calls with our token. Raises our own errors only, none of which quotes an address or the token."""

    def __init__(
        self, settings: Settings, *, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.base = f"{settings.whatsapp_api_url.rstrip('/')}/{settings.whatsapp_api_version}"
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {settings.whatsapp_token.get_secret_value()}"},
            timeout=httpx.Timeout(settings.whatsapp_timeout, connect=settings.whatsapp_connect_timeout),
            limits=httpx.Limits(max_connections=settings.whatsapp_connections),
            follow_redirects=False,
        )
        self._clock = clock
        self._pace = pace or Pace(settings.whatsapp_per_second, settings.whatsapp_per_chat_second, clock=clock)
        self._rests = {
            Kind.PAIR: settings.whatsapp_pair_rest,
            Kind.NUMBER: settings.whatsapp_number_rest,
            Kind.TOKEN: settings.whatsapp_stop_rest,
            Kind.ACCOUNT: settings.whatsapp_stop_rest,
        }
        self._silent_until = 0.0

    async def close(self) -> None:
        await self._client.aclose()

    def take_place(self, chat: str) -> None:
        """Use the place for one message to this person. Raises ChannelBusy while all, or they, have to wait."""
        self._is_open()
        self._pace.take(chat)

    async def wait_place(self, chat: str) -> None:
        """Wait for the next place: for the later parts of one reply."""
        self._is_open()
        await self._pace.wait(chat)

    async def post(self, path: str, body: Mapping[str, Any], *, chat: str = "") -> Mapping[str, Any]:
        """POST JSON. `chat`: who is written to, so that only they rest when they get too much."""
        return await self._call("POST", path, chat=chat, json=dict(body))

    async def upload(self, path: str, fields: Mapping[str, str], file: tuple[str, bytes, str]) -> Mapping[str, Any]:
        """POST a file as a form. A time-out is no danger: an upload that nobody names does nothing."""
        try:
            return await self._call("POST", path, data=dict(fields), files={"file": file})
        except Ambiguous as error:
            raise TryAgain(error.reason) from None

    async def get(self, path: str, **query: str) -> Mapping[str, Any]:
        """GET JSON."""
        return await self._call("GET", path, params=query)

    @asynccontextmanager
    async def stream(self, address: str) -> AsyncIterator[httpx.Response]:
        """GET a file at an address that the API gave us; the status is the caller's business."""
        self._is_open()
        try:
            async with self._client.stream("GET", address) as answer:
                yield answer
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TryAgain(type(error).__name__) from None

    def _is_open(self) -> None:
        wait = self._silent_until - self._clock()
        if wait > 0:
            raise ChannelBusy("sending is stopped", after=wait)

    async def _call(self, method: str, path: str, *, chat: str = "", **options: Any) -> Mapping[str, Any]:
        self._is_open()
        try:
            answer = await self._client.request(method, f"{self.base}/{path}", **options)
        except _NOT_SENT as error:
            raise TryAgain(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise (Ambiguous if method == "POST" else TryAgain)(type(error).__name__) from None
        body = _json(answer)
        if answer.is_success and "error" not in body:
            return body
        raise self._refused(answer.status_code, body, chat)

    def _refused(self, status: int, body: Mapping[str, Any], chat: str) -> LangkahAmanError:
        code = code_of(body, sending=bool(chat))
        kind = kind_of(code, status=status)
        if kind in STOPS:
            self._silent_until = self._clock() + self._rests[kind]
        elif kind is Kind.NUMBER:
            self._pace.rest_all(self._rests[kind])
        elif kind is Kind.PAIR:
            self._pace.rest(chat, self._rests[kind])
        return ours(kind, f"{kind.value} {code if code is not None else f'status {status}'}", rests=self._rests)


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    if len(answer.content) > _ERROR_MOST:
        return {}
    try:
        return mapping(answer.json())
    except ValueError:
        return {}
