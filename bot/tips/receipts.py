"""Receipt codes: five harmless words the citizen keeps; making, finding in a text, opening a tip, limits."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation
from bot.crypto import Vault
from bot.settings import Settings
from bot.tips.models import Tip, WrongCodes
from bot.tips.say import Say
from nlu.language.cleaning import aligned

WORDS_IN_CODE = 5
"""Five of 1,024 words: 50 bits."""
MOST_WINDOWS = 4
"""How many places in a longer run of code words are tried as one attempt."""

_BITS = 10
_LETTERS = re.compile(r"[a-z]+")
_SEPARATOR = re.compile(r"[^\w]{0,6}")
_SHORTEST, _LONGEST = 4, 9


@cache
def words() -> tuple[str, ...]:
    """The word list, in an order that never changes: a code is made of positions in it."""
    return tuple((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split())


def make_code(key: bytes, salt: bytes) -> str:
    """The code that belongs to this salt: the same each time, unguessable without the key."""
    digest = hmac.new(key, b"receipt-code\0" + salt, hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    return " ".join(words()[(number >> (_BITS * place)) % len(words())] for place in range(WORDS_IN_CODE))


def find_codes(text: str) -> tuple[tuple[int, int, str], ...]:
    """Runs of at least five code words: where they stand in `text`, and the words with one space between.

    Forgives capitals, any separators or none at all, and one wrong letter in one word of a run.
    """
    found = []
    run: list[tuple[int, int, str]] = []
    slips = 0
    for start, end, parts, slip in [*_tokens(aligned(text)), (len(text) + 9, 0, (), False)]:
        joined = bool(run) and _SEPARATOR.fullmatch(text[run[-1][1] : start]) is not None
        if not parts or not joined or slips + slip > 1:
            if len(run) >= WORDS_IN_CODE:
                found.append((run[0][0], run[-1][1], " ".join(word for _, _, word in run)))
            run, slips = [], 0
        run += [(start, end, word) for word in parts]
        slips += slip
    return tuple(found)


def hide_codes(text: str) -> str:
    """The text with every code in it replaced: officers read tips, and must never hold a reporter's code."""
    for start, end, _ in reversed(find_codes(text)):
        text = f"{text[:start]}•••{text[end:]}"
    return text


def _tokens(plain: str) -> Iterator[tuple[int, int, tuple[str, ...], bool]]:
    """Each stretch of letters with the code words in it (none: it is no code word) and whether one was mended."""
    for match in _LETTERS.finditer(plain):
        parts = _split(match.group())
        mended = None if parts else _mended(match.group())
        yield match.start(), match.end(), parts or ((mended,) if mended else ()), mended is not None


def _split(letters: str) -> tuple[str, ...]:
    """The code words that make up these letters, written apart or together; empty when they do not."""
    if letters in _known():
        return (letters,)
    if len(letters) > _LONGEST * (WORDS_IN_CODE + MOST_WINDOWS):
        return ()
    for size in range(_LONGEST, _SHORTEST - 1, -1):
        if letters[:size] in _known() and len(letters) > size:
            rest = _split(letters[size:])
            if rest:
                return (letters[:size], *rest)
    return ()


def _mended(letters: str) -> str | None:
    """The only code word that one wrong, missing, extra or swapped letter would give; else None."""
    if not _SHORTEST - 1 <= len(letters) <= _LONGEST + 1:
        return None
    near = {letters[:i] + letters[i + 1 :] for i in range(len(letters))}
    near |= {letters[:i] + letters[i + 1] + letters[i] + letters[i + 2 :] for i in range(len(letters) - 1)}
    for letter in "abcdefghijklmnopqrstuvwxyz":
        near |= {letters[:i] + letter + letters[i:] for i in range(len(letters) + 1)}
        near |= {letters[:i] + letter + letters[i + 1 :] for i in range(len(letters))}
    hits = near & _known()
    return hits.pop() if len(hits) == 1 else None


@cache
def _known() -> frozenset[str]:
    return frozenset(words())


async def tip_by_code(
    session: AsyncSession, conversation: Conversation, said: str, *, now: datetime, settings: Settings
) -> Tip | Say:
    """The tip a code opens, or what to say instead: the same for a code that never was and one long deleted.

    `said` is what `find_codes` gave. Wrong codes are counted in this transaction, which must commit: per
    conversation (then a pause), and per hour everywhere (then only the reporter's own conversation opens).
    """
    if conversation.wrong_codes_until and now < conversation.wrong_codes_until:
        return Say("kode_terlalu_sering")
    tip = await _matching(session, said)
    hour = await _this_hour(session, now)
    if hour.count >= settings.wrong_codes_per_hour_everywhere and (
        tip is None or tip.conversation_id != conversation.id
    ):
        return Say("kode_terlalu_sering")
    if tip is not None:
        conversation.wrong_codes, conversation.wrong_codes_until = 0, None
        return tip
    conversation.wrong_codes += 1
    hour.count += 1
    if conversation.wrong_codes >= settings.wrong_codes_allowed:
        conversation.wrong_codes = 0
        conversation.wrong_codes_until = now + timedelta(seconds=settings.wrong_codes_pause)
    return Say("kode_salah")


async def _matching(session: AsyncSession, said: str) -> Tip | None:
    spoken = said.split()
    windows = [spoken[at : at + WORDS_IN_CODE] for at in range(len(spoken) - WORDS_IN_CODE + 1)][:MOST_WINDOWS]
    vault: Vault = session.info["vault"]
    hashes = [vault.receipt_hash(" ".join(window)) for window in windows]
    return await session.scalar(select(Tip).where(Tip.receipt_hash.in_(hashes)).limit(1)) if hashes else None


async def _this_hour(session: AsyncSession, now: datetime) -> WrongCodes:
    """This hour's count for all processes, locked until the transaction ends."""
    key = f"{now:%Y-%m-%dT%H}"
    row = await session.get(WrongCodes, key, with_for_update=True)
    if row is None:
        try:
            async with session.begin_nested():
                session.add(WrongCodes(hour=key, count=0))
        except IntegrityError:
            pass  # somebody else began this hour at the same moment
        row = await session.get_one(WrongCodes, key, with_for_update=True)
    return row
