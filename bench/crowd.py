"""Conversations that both sides are measured with: seven questions, then a whole report, each waiting for its reply."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

ASKS = (
    "halo",
    "syarat jadi pmi apa aja ya",
    "apa itu opp",
    "biaya penempatan siapa yang bayar",
    "cara cek pt resmi atau bukan gimana",
    "paspor saya ditahan agen harus gimana",
    "terima kasih",
)
TELLS = (
    "/lapor",
    "minggu depan, dari desa pontang",
    "yang ngajak namanya pak contoh",
    "kirim sekarang",
    "lanjut",
    "anonim",
    "ya",
)
SCRIPT = ASKS + TELLS
"""Fourteen messages, half of which call a custom action: on the peer's side four questions of a form."""

Say = Callable[[str, str], Awaitable[None]]
"""Tells one message of one conversation and returns when the reply has arrived."""


@dataclass
class Measured:
    """How one crowd fared: seconds of each message, and of the whole."""

    people: int
    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0

    @property
    def rate(self) -> float:
        """Messages a second."""
        return len(self.seconds) / self.whole

    def quantile(self, share: float) -> float:
        """Milliseconds below which this share of the messages stayed."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def crowd(say: Say, *, people: int, messages: int, script: tuple[str, ...] = SCRIPT) -> Measured:
    """So many people at a time until so many messages were said; who ends the script makes room for somebody new."""
    measured, names, left = Measured(people), itertools.count(), itertools.count(1)

    async def one() -> None:
        while True:
            name = f"{next(names)}"
            for line in script:
                if next(left) > messages:
                    return
                begun = time.perf_counter()
                await say(name, line)
                measured.seconds.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(people)))
    measured.whole = time.perf_counter() - begun
    return measured
