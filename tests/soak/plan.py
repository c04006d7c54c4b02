"""What will happen, drawn from one seed: who talks where, what they say, and when which part is killed or frozen.

Troubles come by progress, not by the clock: after so many answered messages. The same seed is the same plan, on a
fast machine and on a slow one.
"""

from __future__ import annotations

import random
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
STORIES = (
    "mau lapor, bulan depan tetangga saya mau diberangkatkan kerja dari desa pontang sama calo namanya pak contoh",
    "mau lapor, ada sponsor dari PT Contoh Makmur ngajak warga kerja pakai visa umroh bulan depan dari desa pontang",
    "lapor, minggu depan sepupu saya mau dibawa kerja ke malaysia dari kecamatan tirtayasa sama pak contoh",
)
CHANNELS = ("webchat", "telegram", "whatsapp")
EXCLUDED = "polda_banten"
"""The agency that some reporters keep out."""


@dataclass(frozen=True)
class Person:
    """One citizen: where they write, what they ask (some of it in one breath), what they report."""

    number: int
    channel: str
    asks: tuple[tuple[str, ...], ...]
    """Questions in breaths: what stands together is sent without waiting for answers."""
    stories: tuple[str, ...]
    excludes: bool


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong once so many messages were answered, for so many seconds."""

    after: int
    what: str
    whom: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        length = f" for {self.seconds:.1f} s" if self.seconds else ""
        return f"after {self.after:4}: {self.what} {self.whom}{length}"


@dataclass(frozen=True)
class Plan:
    """One soak."""

    seed: int
    people: tuple[Person, ...]
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def reports(self) -> int:
        return sum(len(person.stories) for person in self.people)


PROCESSES = ("Web", "Pekerja", "Aksi Rasa", "Rasa")
KILL, FREEZE, SLOW, RESTART = "kill -9", "freeze", "slow down", "restart"
CONNECTIONS, DATABASE, DISK = "cut the database connections", "hold the database", "fill the disk"
RECEIVER, PLATFORM = "receiving webhook refuses", "platforms refuse"


def draw(seed: int, *, people: int, messages: int, reports: int, troubles: int, sqlite: bool) -> Plan:
    """The plan of this seed. `messages`: about how many are said in all, each report being about five of them."""
    chance = random.Random(seed)
    stories = [1 + (number < reports - people) if number < reports else 0 for number in range(people)]
    chance.shuffle(stories)
    questions = max(people, messages - 5 * reports)
    crowd = []
    for number in range(people):
        wanted = questions * (number + 1) // people - questions * number // people
        crowd.append(
            Person(
                number,
                CHANNELS[number % len(CHANNELS)],
                _breaths(chance, [chance.choice(ASKS) for _ in range(wanted)]),
                tuple(chance.choice(STORIES) for _ in range(stories[number])),
                excludes=chance.random() < 0.3,
            )
        )
    total = questions + 5 * sum(stories)
    return Plan(seed, tuple(crowd), _troubles(chance, troubles, total, sqlite=sqlite))


def _breaths(chance: random.Random, lines: list[str]) -> tuple[tuple[str, ...], ...]:
    breaths = []
    while lines:
        size = 1 if chance.random() < 0.7 else chance.randint(2, 4)
        breaths.append(tuple(lines[:size]))
        lines = lines[size:]
    return tuple(breaths)


def _troubles(chance: random.Random, count: int, messages: int, *, sqlite: bool) -> tuple[Trouble, ...]:
    """Every process is killed at least once when there is room for it; the rest as it falls."""
    sure = [(KILL, process) for process in PROCESSES]
    others = [
        *((FREEZE, process) for process in PROCESSES),
        *((SLOW, process) for process in PROCESSES),
        *((RESTART, process) for process in PROCESSES),
        *sure,
        (RECEIVER, ""), (RECEIVER, ""), (PLATFORM, ""),
        *([(DATABASE, ""), (DISK, ""), (DISK, "")] if sqlite else [(CONNECTIONS, "")] * 3),
    ]  # fmt: skip
    chosen = [*sure, (RECEIVER, ""), others[-1]][:count]
    chosen += [chance.choice(others) for _ in range(count - len(chosen))]
    chance.shuffle(chosen)
    step = max(1, int(messages * 0.8) // (len(chosen) + 1))
    return tuple(
        Trouble(
            step * (number + 1), what, whom, 0.0 if what in (KILL, RESTART, CONNECTIONS) else chance.uniform(1.5, 9.0)
        )
        for number, (what, whom) in enumerate(chosen)
    )
