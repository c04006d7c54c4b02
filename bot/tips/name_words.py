"""Names in tips, findable by their words: each word as blind index, the name itself only where it was said (F31)."""

# ruff: noqa: SIM905  (a word list reads better as text)

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.redaction import names_in
from bot.crypto import Vault
from bot.tips import facts
from bot.tips.casework.models import NameToken
from bot.tips.models import Tip

WORD_LEAST = 3
WORDS_MOST = 60
"""Words kept of one tip; a longer answer to "siapa perekrutnya" is a story."""
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PLAIN = frozenset(
    """
pak bapak bpk ibu haji hajah hajj ustad ustadz kyai kiai mbak mas kang bang teh teteh mang tante sponsor calo agen
agency orang orangnya namanya nama dipanggil dari dan yang dengan untuk tidak tahu belum saya dia ini itu ada sudah
katanya nomor nomer telepon telp whatsapp rekening atas bank perusahaan yayasan lpk desa kampung tetangga teman
saudara perekrut perekrutnya pokoknya cuma juga kalau tapi
""".split()
)
"""Words that stand in almost every answer and would find everything."""


def words_of(text: str) -> frozenset[str]:
    """The words of a name, small, without titles and filling words."""
    found = (word.casefold() for word in _WORDS.findall(text))
    return frozenset(word for word in found if len(word) >= WORD_LEAST and word not in _PLAIN)


async def keep(session: AsyncSession, tip: Tip) -> None:
    """Make the tip findable by the names that were said in it, until now."""
    of_tip = await facts.of_tip(session, tip.id)
    said = [fact.value for fact in of_tip if fact.value and fact.slot == "perekrut" and fact.origin != facts.TAKEN_BACK]
    for fact in of_tip:
        if fact.value and fact.slot == "kejadian":
            said += names_in(fact.value)
    words = sorted({word for text in said for word in words_of(text)})[:WORDS_MOST]
    wanted = _blinds(session, words)
    known = set(await session.scalars(select(NameToken.blind).where(NameToken.tip_id == tip.id)))
    session.add_all(NameToken(tip_id=tip.id, blind=blind) for blind in sorted(wanted - known))


def found_by(session: AsyncSession, text: str) -> Select[str] | None:
    """The ids of tips in which every word of a searched name was said; None when no word can be searched."""
    wanted = _blinds(session, words_of(text))
    if not wanted:
        return None
    return (
        select(NameToken.tip_id)
        .where(NameToken.blind.in_(sorted(wanted)))
        .group_by(NameToken.tip_id)
        .having(func.count() == len(wanted))
    )


def _blinds(session: AsyncSession, words: Iterable[str]) -> set[str]:
    vault: Vault = session.info["vault"]
    return {vault.blind("name_word", word) for word in words}
