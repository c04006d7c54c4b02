"""Danger: whether somebody is threatened now (tier A) or perhaps (tier B), by rules alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.language.countries import find_countries
from nlu.language.danger.context import asks_or_tells_of_others, weighed
from nlu.language.danger.folding import fold
from nlu.language.danger.rules import compiled
from nlu.language.danger.weak_signs import weak_signs

KINDS = ("confinement", "violence", "suicide", "child", "departure", "withheld", "abroad")
_MOST_CHARACTERS = 4000
_YOUNG = re.compile(
    r" (?:umur (?:[1-9]|1[0-7])(?! bulan)|1[0-7] tahun|(?:anak|anak saya|bocah|baru|umur) [1-9] tahun|masih "
    r"(?:smp|sma|smk|sd|sekolah|kecil)|"
    r"kelas \d+ (?:smp|sma|smk|sd)|siswi|santri|anak (?:kecil|leutik|cilik|di bawah umur)) "
)
_CHILD_WORD = re.compile(r" (?:anak|keponakan) ")
# "anak saya" at an employer's is mostly a grown-up daughter; there the child line does not come first.
_GROWN = re.compile(
    r" (?:majikan|kerja|gawe|tki|tkw|pmi|gaji\w*|kontrak|saudi|arab|malaysia|taiwan|kamboja|"
    r"myanmar|umur (?:1[89]|[2-9]\d)|(?:1[89]|[2-5]\d) tahun) "
)
_SOON = re.compile(r" (?:malamini|hariini|besok) ")
_LEAVES = re.compile(r" (?:di(?:jemput|bawa|kirim|angkut|terbang|berangkat)\w*|berangkat\w*|mangkat|indit) ")
_LOSES_PAPERS = re.compile(r" (?:paspor|hp) (?:\S+ ){0,3}diambil ")


@dataclass(frozen=True)
class Danger:
    """`tier`: "A" threatened now, "B" perhaps. `kinds`: of KINDS, in that order. `child`: a child seems to be meant."""

    tier: str
    kinds: tuple[str, ...]
    child: bool


def find_danger(text: str) -> Danger | None:
    """The danger that a message speaks of, or None. Only the first 4,000 characters are read."""
    folded = fold(text[:_MOST_CHARACTERS])
    fired = _fired(folded)
    if not fired and weak_signs(folded) and not asks_or_tells_of_others(folded):
        fired = {("B", "abroad")}
    if not fired:
        return None
    tier = min(fired_tier for fired_tier, _ in fired)
    kinds = {kind for fired_tier, kind in fired if fired_tier == tier}
    child = "child" in kinds or _is_child(folded)
    if child:
        kinds.add("child")
    if next(iter(find_countries(text[:_MOST_CHARACTERS])), None):
        kinds.add("abroad")
    if _SOON.search(folded) and _LEAVES.search(folded):
        kinds.add("departure")
    if _LOSES_PAPERS.search(folded):
        kinds.add("withheld")
    return Danger(tier, tuple(kind for kind in KINDS if kind in kinds), child)


def _fired(folded: str) -> set[tuple[str, str]]:
    fired = set()
    for rule, pattern in compiled():
        for match in pattern.finditer(folded):
            deed = match.start("v") if "v" in pattern.groupindex and match.start("v") >= 0 else match.start() + 1
            tier = weighed(folded, deed, rule.kind, rule.tier) if rule.weighed else rule.tier
            if tier:
                fired.add((tier, rule.kind))
    return fired


def _is_child(folded: str) -> bool:
    return bool(_YOUNG.search(folded) or (_CHILD_WORD.search(folded) and not _GROWN.search(folded)))
