"""The hand-written training sentences are complete, distinct and free of what must never be taught."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "nlu" / "data"

MIN_PER_TOPIC = 40
MIN_PER_ACT = 35
MIN_OF_ACT = {"darurat": 50, "lapor": 60, "di_luar_topik": 90}

# Two sentences this alike (shared words over all words) teach the same thing twice, or two things at once.
ALIKE_WITHIN_LABEL = 0.75
ALIKE_BETWEEN_LABELS = 0.65
WORDS_TO_COMPARE = 4  # shorter messages share their few words by nature

# Marks of Banten Sundanese, Jaseng and Betawi; words that Indonesian chat also uses are left out.
_REGIONAL_WORDS = """
    aing naon kumaha teu bae jelema boga ayeuna geus heula lamun mun rek hayang embung ulah saha iraha sabaraha
    cenah ieu eta teh atuh nyieun mawa salaki pamajikan bikang euy hatur nuhun muhun enya henteu hanteu moal
    punten jang jeung pisan wae poho nyaho ngarti maneh sia siah deui aya wilujeng sampurasun mangga
    kite kule ore ora bise arep sire kepremen pripun nggih inggih boten mboten pire sape ning wis uwis durung niki
    niku kuh iki iku sampun dereng wong nggo njaluk jaluk takon weruh karo jare suwun kesuwun matur badhe pinten napa
    wonten tah aje mbuh embuh dudu sugeng sanes
    aye kagak kaga ape nyang ade gimane pegimane siape berape ntu entu udeh ude iye
"""
REGIONAL = frozenset(_REGIONAL_WORDS.split())
MIN_REGIONAL_SHARE = 0.2  # over all sentences; single files may lie lower
MIN_REGIONAL_PER_FILE = 5

_ENGLISH_WORDS = """
    a about and any anything are at be bye call can cancel check could day do does don't for from get give go good
    have hello help her him his how i i'm if in is it job know like love me message morning my need night not number of
    offer office on one or our passport phone please report see should someone something talk tell thank thanks that
    the their them there they this to want was we what when where which who why will with work would yes you your
"""
ENGLISH = frozenset(_ENGLISH_WORDS.split())

PLACEHOLDERS = ("nomor_hp", "rekening", "tautan", "akun", "kode", "email", "nik")


@cache
def _examples() -> dict[str, tuple[str, ...]]:
    """All sentences by intent name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*DATA.glob("topics/*.yml"), *DATA.glob("acts/*.yml")]):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found[block["intent"]] += [line.removeprefix("- ") for line in block["examples"].splitlines()]
    return {intent: tuple(lines) for intent, lines in found.items()}


Bag = tuple[str, str, frozenset[str]]


def _pairs() -> list[tuple[str, str]]:
    return [(intent, text) for intent, texts in _examples().items() for text in texts]


def _plain(text: str) -> str:
    """Casefolded, without punctuation, drawn-out letters shortened ("haloooo" is "halo"). Emoji stay."""
    shortened = re.sub(r"(.)\1{2,}", r"\1", text.casefold())
    return " ".join("".join(" " if unicodedata.category(c)[0] == "P" else c for c in shortened).split())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.casefold())


def _catalogue() -> dict[str, list[str]]:
    catalogue = yaml.safe_load((ROOT / "content" / "topics.yml").read_text(encoding="utf-8"))
    return {kind: [row["key"] for row in catalogue[kind]] for kind in ("topics", "acts")}


def test_the_acts_taught_are_exactly_those_of_the_catalogue() -> None:
    acts = {intent for intent in _examples() if not intent.startswith("tanya/")}
    assert acts == set(_catalogue()["acts"])


def test_the_topics_taught_are_exactly_those_of_the_catalogue() -> None:
    topics = {intent.removeprefix("tanya/") for intent in _examples() if intent.startswith("tanya/")}
    assert topics == set(_catalogue()["topics"])


def test_every_file_is_named_by_the_one_label_it_teaches() -> None:
    for folder, prefix in (("topics", "tanya/"), ("acts", "")):
        for path in (DATA / folder).glob("*.yml"):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            assert content["version"] == "3.1", path.name
            assert [block["intent"] for block in content["nlu"]] == [prefix + path.stem], path.name


def test_every_label_has_enough_sentences() -> None:
    short = {}
    for intent, texts in _examples().items():
        wanted = MIN_PER_TOPIC if intent.startswith("tanya/") else MIN_OF_ACT.get(intent, MIN_PER_ACT)
        if len(texts) < wanted:
            short[intent] = len(texts)
    assert not short


def test_no_sentence_stands_twice_in_one_label_or_in_two() -> None:
    counts = Counter(_plain(text) for _, text in _pairs())
    assert [text for text, count in counts.items() if count > 1 or not text] == []


def test_no_two_sentences_are_one_template_with_a_word_changed() -> None:
    bags = [
        (intent, text, frozenset(_plain(text).split()))
        for intent, text in _pairs()
        if len(set(_plain(text).split())) >= WORDS_TO_COMPARE
    ]
    alike = []
    for (intent, text, bag), (other_intent, other, other_bag) in _worth_comparing(bags):
        limit = ALIKE_WITHIN_LABEL if intent == other_intent else ALIKE_BETWEEN_LABELS
        if len(bag & other_bag) >= limit * len(bag | other_bag):
            alike.append((intent, text, other_intent, other))
    assert alike == []


def _worth_comparing(bags: list[Bag]) -> Iterator[tuple[Bag, Bag]]:
    """The pairs that can be alike at all: those share one of their rarest words (prefix filter)."""
    least = min(ALIKE_WITHIN_LABEL, ALIKE_BETWEEN_LABELS)
    common = Counter(word for _, _, bag in bags for word in bag)
    by_word: dict[str, list[int]] = {}
    for number, (_, _, bag) in enumerate(bags):
        rarest = sorted(bag, key=lambda word: (common[word], word))[: len(bag) - math.ceil(least * len(bag)) + 1]
        for earlier in sorted({one for word in rarest for one in by_word.get(word, ())}):
            yield bags[earlier], bags[number]
        for word in rarest:
            by_word.setdefault(word, []).append(number)


def test_no_number_long_enough_to_be_a_phone_an_account_or_an_identity() -> None:
    long_number = re.compile(r"\d(?:[ .\-]?\d){6,}")
    assert [text for _, text in _pairs() if long_number.search(text)] == []


def test_angle_brackets_hold_only_the_placeholders_that_redaction_leaves() -> None:
    odd = [text for _, text in _pairs() if set(re.findall(r"<([^>]*)>?", text)) - set(PLACEHOLDERS)]
    assert odd == []


def test_no_sentence_holds_marks_that_rasa_reads_as_annotations_or_payloads() -> None:
    assert [text for _, text in _pairs() if re.search(r"[\[\]{}]|^/", text) or text != text.strip()] == []


def test_every_company_named_is_an_invented_one() -> None:
    named = re.compile(r"\b(?:PT|CV)\.? (?!Contoh\b)[A-Z][a-z]+")
    assert [text for _, text in _pairs() if named.search(text)] == []


def test_no_sentence_is_plain_english() -> None:
    plain = [text for _, text in _pairs() if len(_words(text)) > 1 and set(_words(text)) <= ENGLISH]
    assert plain == []


def test_a_fifth_of_all_sentences_speaks_a_tongue_of_banten() -> None:
    regional = [text for _, text in _pairs() if REGIONAL & set(_words(text))]
    assert len(regional) >= MIN_REGIONAL_SHARE * len(_pairs())


@pytest.mark.parametrize("intent", sorted(_examples()))
def test_every_label_is_also_said_in_a_tongue_of_banten(intent: str) -> None:
    regional = [text for text in _examples()[intent] if REGIONAL & set(_words(text))]
    assert len(regional) >= MIN_REGIONAL_PER_FILE


@pytest.mark.parametrize(
    "intent", [f"tanya/{key}" for key in _catalogue()["topics"]] + ["lapor", "darurat", "cek_tawaran"]
)
def test_questions_and_stories_come_short_and_long(intent: str) -> None:
    lengths = [len(text.split()) for text in _examples()[intent]]
    assert min(lengths) <= 3
    assert sum(length >= 20 for length in lengths) >= 2
