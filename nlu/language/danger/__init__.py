"""Danger: whether somebody is threatened now (tier A) or perhaps (tier B).

Rules hear what they foresaw; a second opinion (two small linear models, second_opinion) hears other wordings, and
turns an alarm of the rules into a question where everything else in the text speaks against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.language.countries import find_countries
from nlu.language.danger.context import asks_or_tells_of_others, weighed
from nlu.language.danger.folding import fold
from nlu.language.danger.rules import compiled
from nlu.language.danger.second_opinion import Opinion, opinion
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
# Chosen by the cross-validated tables of `python -m nlu.danger_training`; all in log-odds.
_HARMLESS = "-"
"""The rules heard words of danger and found them harmless: denied, over, asked in general."""
_VOTES = {"A": 1.0, "B": 0.4, "": 0.0, _HARMLESS: -2.0}
"""How much the word of the rules adds to the models' odds."""
_NOW, _PERHAPS = -0.6, -2.0
"""From these odds on somebody is threatened now, or the bot must ask."""
_FEW, _PERHAPS_FEW = 5, -1.0
"""Of so few words ("dia tetangga saya") the models know little: they must be surer before anybody is asked."""
_HINTS = (
    (
        "suicide",
        re.compile(
            r" (?:bunuh diri|gantung diri|mengakhiri|racun|silet|nadi|(?:mau|pengen|mending) mati|loncat|lompat|terjun|"
            r"selamanya|nyerah|menyerah|(?:tidak|cape|capek) (?:\w+ ){0,2}hidup|hidup (?:\w+ ){0,3}(?:arti|artinya|guna)) "
        ),
    ),
    (
        "violence",
        re.compile(r" \w*(?:pukul|siksa|tampar|tendang|hajar|gebu[gk]|cekik|perkosa|ancam|ancem|bunuh|darah)\w* "),
    ),
    ("confinement", re.compile(r" \w*(?:kunci|konci|kurung|sekap|sekep|gembok|sandera|ikat)\w* ")),
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
    text = text[:_MOST_CHARACTERS]
    folded = fold(text)
    ruled, ruled_kinds = _ruling(folded)
    tier = joined(ruled, opinion(folded), few=_in_few_words(folded))
    if not tier:
        return None
    kinds = ruled_kinds or _guessed(folded)
    child = "child" in kinds or _is_child(folded)
    if child:
        kinds.add("child")
    if next(iter(find_countries(text)), None):
        kinds.add("abroad")
    if _SOON.search(folded) and _LEAVES.search(folded):
        kinds.add("departure")
    if _LOSES_PAPERS.search(folded):
        kinds.add("withheld")
    return Danger(tier, tuple(kind for kind in KINDS if kind in kinds), child)


def told_apart(text: str) -> tuple[str, Opinion]:
    """What the rules (see `by_rules`) and the models each say, for measuring; `joined` makes the tier of both."""
    folded = fold(text[:_MOST_CHARACTERS])
    return _ruling(folded)[0], opinion(folded)


def by_rules(text: str) -> str:
    """What the rules alone hear: "A", "B", "" (nothing), or "-" (words of danger that are harmless here)."""
    return _ruling(fold(text[:_MOST_CHARACTERS]))[0]


def joined(ruled: str, second: Opinion, *, few: bool = False) -> str:
    """The tier of the rules and the second opinion together: "A", "B" or "". `few`: the text has a few words only."""
    vote, perhaps = _VOTES[ruled], _PERHAPS_FEW if few else _PERHAPS
    if second.now + vote >= _NOW:
        return "A"
    return "B" if ruled in ("A", "B") or second.perhaps + min(vote, 0.0) >= perhaps else ""


def _in_few_words(folded: str) -> bool:
    return sum(word not in (".", "?") for word in folded.split()) <= _FEW


def _ruling(folded: str) -> tuple[str, set[str]]:
    """What `by_rules` says, and the kinds of danger of that tier."""
    fired, harmless = _fired(folded)
    if not fired and weak_signs(folded) and not asks_or_tells_of_others(folded):
        return "B", {"abroad"}
    tier = min((tier for tier, _ in fired), default=_HARMLESS if harmless else "")
    return tier, {kind for fired_tier, kind in fired if fired_tier == tier}


def _guessed(folded: str) -> set[str]:
    """The kinds that single words hint at, when no rule knows; "abroad" stands for all that is unclear."""
    return {kind for kind, words in _HINTS if words.search(folded)} or {"abroad"}


def _fired(folded: str) -> tuple[set[tuple[str, str]], bool]:
    """Tier and kind of every rule that holds, and whether one was found harmless."""
    fired, harmless = set(), False
    for rule, pattern in compiled():
        for match in pattern.finditer(folded):
            deed = match.start("v") if "v" in pattern.groupindex and match.start("v") >= 0 else match.start() + 1
            tier = weighed(folded, deed, rule.kind, rule.tier) if rule.weighed else rule.tier
            if tier:
                fired.add((tier, rule.kind))
            harmless = harmless or not tier
    return fired, harmless


def _is_child(folded: str) -> bool:
    return bool(_YOUNG.search(folded) or (_CHILD_WORD.search(folded) and not _GROWN.search(folded)))
