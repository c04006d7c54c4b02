"""A console to test: accounts of every role, and browsers (httpx clients) that sign in like people do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.console.routes import console
from bot.runtime import Runtime
from bot.settings import Settings
from bot.staff.accounts import create_staff
from bot.staff.passwords import Hasher

PASSWORD = "kuda biru makan awan"
HOST = "http://konsol.test"
FORM = re.compile(r'name="csrf" value="([^"]+)"')
MARK = re.compile(r'name="tanda" value="([^"]+)"')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Cheap hashes: these tests are not about their cost."""
    return settings.model_copy(update={"password_passes": 1, "password_memory_kib": 8_192})


@dataclass
class Visitor:
    """Somebody at a browser."""

    client: httpx.AsyncClient
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Origin": HOST, "Sec-Fetch-Site": "same-origin"})

    async def get(self, path: str, **more: object) -> httpx.Response:
        answer = await self.client.get(path, **more)  # type: ignore[arg-type]
        self._learn(answer)
        return answer

    async def post(self, path: str, data: dict[str, object] | None = None, **more: object) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}  # type: ignore[dict-item]
        answer = await self.client.post(
            path,
            data={"csrf": self.csrf, **(data or {})},
            headers=headers,
            **more,  # type: ignore[arg-type]
        )
        self._learn(answer)
        return answer

    async def sign_in(self, username: str, password: str = PASSWORD, **more: object) -> httpx.Response:
        page = await self.client.get("/konsol/masuk")
        mark = MARK.search(page.text)
        assert mark is not None
        form = {"tanda": mark[1], "nama": username, "sandi": password, **more}
        answer = await self.client.post("/konsol/masuk", data=form, headers=self.headers)  # type: ignore[arg-type]
        if answer.status_code == 303:
            await self.get(answer.headers["location"])
        return answer

    async def accept_link(self, path: str, password: str, again: str | None = None) -> httpx.Response:
        """Open an invitation and choose a password."""
        page = await self.client.get(path)
        mark = MARK.search(page.text)
        form = {"tanda": mark[1] if mark else "", "sandi_baru": password, "sandi_ulang": again or password}
        answer = await self.client.post(path, data=form, headers=self.headers)
        self._learn(answer)
        return answer

    async def type_code(self, page: httpx.Response, code: str) -> httpx.Response:
        """Answer the page that asks for the second factor."""
        mark = MARK.search(page.text)
        assert mark is not None, page.text
        answer = await self.client.post(
            "/konsol/masuk/kode", data={"tanda": mark[1], "kode": code}, headers=self.headers
        )
        if answer.status_code == 303:
            await self.get(answer.headers["location"])
        return answer

    def _learn(self, answer: httpx.Response) -> None:
        found = FORM.search(answer.text)
        if found:
            self.csrf = unescape(found[1])


@pytest.fixture
def site(seeded: Runtime) -> Starlette:
    """The console where the web process mounts it."""
    return Starlette(routes=[Mount("/konsol", console(seeded))])


@pytest.fixture
async def visitor(site: Starlette) -> AsyncIterator[Callable[[], Visitor]]:
    """Opens browsers that know nothing of each other."""
    clients: list[httpx.AsyncClient] = []

    def opened() -> Visitor:
        transport = httpx.ASGITransport(site, client=("192.0.2.7", 4_000))
        clients.append(httpx.AsyncClient(transport=transport, base_url=HOST))
        return Visitor(clients[-1])

    yield opened
    for client in clients:
        await client.aclose()


@dataclass(frozen=True)
class People:
    """Ids of the invented staff by username."""

    ids: dict[str, str]


STAFF = (
    ("petugas", "Bu Contoh Petugas", ("officer",), "bp3mi_banten"),
    ("petugas2", "Pak Contoh Kedua", ("officer",), "bp3mi_banten"),
    ("pengawas", "Bu Contoh Pengawas", ("supervisor",), "bp3mi_banten"),
    ("kustodian", "Pak Contoh Kustodian", ("custodian",), "bp3mi_banten"),
    ("imigrasi", "Pak Contoh Imigrasi", ("officer",), "imigrasi_banten"),
    ("polda", "Bu Contoh Polda", ("officer",), "polda_banten"),
    ("redaktur", "Pak Contoh Redaktur", ("editor",), None),
    ("penyetuju", "Bu Contoh Penyetuju", ("approver", "editor"), None),
    ("pengelola", "Pak Contoh Pengelola", ("operator",), None),
)


@pytest.fixture
async def people(seeded: Runtime, settings: Settings) -> People:
    """One account of each role, all with the same password."""
    hashed = await Hasher(settings).hash(PASSWORD)
    ids = {}
    async with seeded.db.write() as session:
        for username, name, roles, agency in STAFF:
            staff = await create_staff(
                session, username=username, name=name, roles=roles, agency=agency,
                password_hash=hashed, must_change=False, now=seeded.clock(),
            )  # fmt: skip
            ids[username] = staff.id
    return People(ids)


SignIn = Callable[[str], Awaitable[Visitor]]


@pytest.fixture
async def signed_in(visitor: Callable[[], Visitor], people: People) -> SignIn:
    """`await signed_in("petugas")`: a browser of that person, past the login."""

    async def enter(username: str) -> Visitor:
        somebody = visitor()
        answer = await somebody.sign_in(username)
        assert answer.status_code == 303, answer.text
        return somebody

    return enter
