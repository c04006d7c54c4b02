"""What is said of a country is sourced, dated and careful; what is not known is said to be not known."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.answers.destinations import STOPPED_2015, spoken_date
from nlu.language.countries import COUNTRIES as NAMED
from tests.house.content import (
    ANSWERS,
    CHECKLIST,
    CONTACTS,
    COUNTRIES,
    FACTS,
    LANGUAGES,
    SOURCES,
    TOPICS,
    figures,
    read,
    sentences,
    texts,
    without_contacts,
    words,
)

BOOK = read("destinations.yml")
BY_CODE = {country["code"]: country for country in BOOK["destinations"]}
every_country = pytest.mark.parametrize("code", sorted(BY_CODE))


def test_sixteen_countries_have_one_answer_each_and_people_have_a_name_for_every_one() -> None:
    assert set(BY_CODE) == {
        "MY", "TW", "HK", "SG", "KR", "JP", "SA", "BN", "AE", "TR", "PL", "DE", "KH", "MM", "TH", "LA",
    }  # fmt: skip
    assert len(COUNTRIES) == 16 and not COUNTRIES.keys() & ANSWERS.keys()
    named = {country.code for country in NAMED}
    assert set(BY_CODE) | set(STOPPED_2015) <= named and not set(BY_CODE) & set(STOPPED_2015)


@every_country
def test_the_first_sentence_names_country_status_and_date(code: str) -> None:
    country = BY_CODE[code]
    first = COUNTRIES[f"negara_{code.lower()}"]["short"]["id"].split("\n")[0]
    assert first.startswith(f"Kerja di {country['name']}: {country['says']}")
    assert first.endswith(f"{spoken_date(country['as_of'])}.")
    assert re.search(r"20\d\d", first)
    assert ("statistik dan berita" in first) == bool(country.get("inferred"))


@every_country
def test_a_closed_country_has_no_way_no_wage_and_no_price_and_a_restricted_one_says_so(code: str) -> None:
    country, answer = BY_CODE[code], COUNTRIES[f"negara_{code.lower()}"]
    assert country["status"] in {"open", "restricted", "closed"}
    closed = country["status"] == "closed"
    assert closed == (not country["ways"]) and closed == ("Jalurnya" not in answer["short"]["id"])
    assert closed == ("Gaji:" not in answer["long"]["id"]) and closed == ("Biaya:" not in answer["long"]["id"])
    assert (country["status"] == "restricted") == country["says"].startswith("terbatas")
    assert not closed or country["wage"] is None


@every_country
def test_every_figure_comes_from_the_countrys_facts_and_every_number_from_its_missions(code: str) -> None:
    answer, country = COUNTRIES[f"negara_{code.lower()}"], BY_CODE[code]
    rest, shown = without_contacts(words(answer))
    facts = [FACTS[fact] for fact in answer["facts"]]
    told = " ".join(f"{fact['statement']} {fact.get('detail', '')} {fact['as_of']}" for fact in facts)
    assert figures(rest) <= figures(f"{told} {country['as_of']}")
    assert {contact["id"] for contact in shown} <= {mission["contact"] for mission in country["missions"]} | {
        "kp2mi_dalam_negeri", "kp2mi_luar_negeri",
    }  # fmt: skip


@every_country
def test_somebody_can_be_called_there_and_an_unconfirmed_number_says_that_it_may_change(code: str) -> None:
    answer, known = COUNTRIES[f"negara_{code.lower()}"], {contact["id"]: contact for contact in CONTACTS}
    missions = [known[mission["contact"]] for mission in BY_CODE[code]["missions"]]
    assert missions and all(number in answer["long"]["id"] for one in missions for number in one["numbers"])
    assert missions[0]["numbers"][0] in answer["short"]["id"]
    for _, text in texts(answer):
        for line in text.split("\n"):
            _, shown = without_contacts(line)
            assert all(contact["confidence"] == "high" for contact in shown) or "berubah" in line, line


@every_country
def test_a_country_answer_has_sources_facts_neighbours_and_a_review_date(code: str) -> None:
    answer = COUNTRIES[f"negara_{code.lower()}"]
    assert answer["sources"] and set(answer["sources"]) <= SOURCES.keys()
    assert set(answer["facts"]) <= FACTS.keys() and set(answer["related"]) <= set(TOPICS)
    assert any(FACTS[fact]["changes_often"] for fact in answer["facts"])
    assert (answer["checked_on"], answer["review_by"]) == (date(2026, 11, 21), date(2026, 12, 21))
    assert len(answer["title"]["id"]) <= 24 and len(sentences(answer["next_step"]["id"])) == 1


@every_country
def test_a_country_answer_is_short_plain_and_blames_nobody(code: str) -> None:
    answer = COUNTRIES[f"negara_{code.lower()}"]
    assert len(answer["short"]["id"]) <= 600 and len(answer["long"]["id"]) <= 1500
    for _, text in texts(answer):
        counts = [len(sentence.split()) for sentence in sentences(text)]
        assert sum(counts) / len(counts) <= 20 and max(counts) <= 30, counts
    assert not re.search(r"ilegal|dijamin|pasti aman|penjara|denda", words(answer).lower())
    assert "RM1.500" not in words(answer) and "105 juta" not in words(answer)


@pytest.mark.parametrize("key", ["negara_belum_diketahui", "negara_timur_tengah"])
def test_an_unknown_country_is_called_unknown_and_leads_to_bp3mi(key: str) -> None:
    text = ANSWERS[key]["short"]["id"]
    assert "belum kami ketahui" in text and "BP3MI" in text and "0800-1000" in text
    assert ANSWERS[key]["cite"] and ANSWERS[key]["sources"]


def test_the_checklist_is_sourced_short_and_holds_the_eight_documents_of_the_law() -> None:
    assert len({item["key"] for item in CHECKLIST}) == len(CHECKLIST)
    for item in CHECKLIST:
        assert re.fullmatch(r"[a-z_]{2,20}", item["key"]) and item["key"] not in ("kosongkan", "lepas")
        assert set(item["title"]) == set(item["hint"]) == set(LANGUAGES)
        assert all(len(title) <= 18 for title in item["title"].values())
        behind = {source for fact in item["facts"] for source in FACTS[fact]["sources"]}
        assert item["facts"] and item["sources"] and set(item["sources"]) <= behind
    assert sum("dokumen-pasal13" in item["facts"] for item in CHECKLIST) == 8
