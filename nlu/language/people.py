"""How many people a text speaks of: "12 orang", "lima cewek"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.found import Found

_NUMBERS = {
    "seorang": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "sepuluh": 10, "sebelas": 11, "selusin": 12, "tilu": 3, "opat": 4, "genep": 6, "dalapan": 8, "salapan": 9,
    "sapuluh": 10, "loro": 2, "telu": 3, "papat": 4, "nem": 6, "pitu": 7, "wolu": 8, "sanga": 9, "berdua": 2,
    "bertiga": 3, "berempat": 4, "berlima": 5,
}  # fmt: skip
_PERSONS = (
    "orang|org|jiwa|cewek|cewe|cwe|cewe2|perempuan|wanita|laki-laki|cowok|anak|bocah|korban|teman|temen|tmn|warga|"
    "tetangga|gadis|remaja|penumpang|pekerja|calon|cpmi|pmi|tki|tkw|jalma|urang|wong|budak|saudara"
)
_COUNT = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{1,4}}|{'|'.join(_NUMBERS)}) ?(?:{_PERSONS})(?![^\W_])"
    r"|(?<![^\W_])(?P<alone>seorang|berdua|bertiga|berempat|berlima)(?![^\W_])"
)


def find_counts(text: str) -> Iterator[Found]:
    """Numbers of people, value as digits."""
    for match in _COUNT.finditer(aligned(text)):
        written = match["number"] or match["alone"]
        value = str(_NUMBERS.get(written, written))
        yield Found("count", match.start(), match.end(), text[match.start() : match.end()], value)
