"""Where facts were read: editors add a source with its address and the day they read it (F103)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.answers.models import Source
from bot.clock import JAKARTA
from bot.database import new_id
from bot.errors import BadInput

TITLE_MOST, PUBLISHER_MOST, URL_MOST = 300, 120, 1_000
OWN_KIND = "editor"
"""The kind of a source that an editor added."""


async def add(
    session: AsyncSession, *, title: str, publisher: str, url: str, seen_on: str, by: str, now: datetime
) -> Source:
    """Add a source; one with the same address is returned as it is. Raises BadInput with what is missing."""
    title, publisher, url = " ".join(title.split()), " ".join(publisher.split()), url.strip()
    if not title or not publisher:
        raise BadInput("Sumber baru butuh judul dan penerbit.")
    if len(title) > TITLE_MOST or len(publisher) > PUBLISHER_MOST or len(url) > URL_MOST:
        raise BadInput("Judul, penerbit, atau alamat sumber terlalu panjang.")
    if url and not _is_address(url):
        raise BadInput("Alamat sumber harus diawali https:// atau http://, atau kosong bila sumbernya di kertas.")
    read_on = _day(seen_on, now)
    known = await session.scalar(select(Source).where(Source.url == url)) if url else None
    if known is not None:
        return known
    made = Source(
        id=f"{OWN_KIND}-{new_id()[:12]}", title=title, publisher=publisher, url=url or None, published_on=None,
        seen_on=read_on.isoformat(), kind=OWN_KIND, reliability=None,
    )  # fmt: skip
    session.add(made)
    audit.record(session, "source.add", f"source:{made.id}", actor=f"staff:{by}", now=now)
    await session.flush()
    return made


async def in_order(session: AsyncSession, ids: Sequence[str]) -> list[Source]:
    """Sources in the order in which a wording names them."""
    rows = {row.id: row for row in await session.scalars(select(Source).where(Source.id.in_(list(ids))))}
    return [rows[source] for source in ids if source in rows]


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not any(sign.isspace() for sign in url)


def _day(text: str, now: datetime) -> date:
    today = now.astimezone(JAKARTA).date()
    try:
        read_on = date.fromisoformat(text) if text else today
    except ValueError:
        raise BadInput("Tanggal sumber dibaca: isi tanggal yang benar.") from None
    if read_on > today:
        raise BadInput("Tanggal sumber dibaca belum terjadi.")
    return read_on
