"""Facts, sources, agencies, routing and the bot's own short words hold together."""

from __future__ import annotations

import pytest

from tests.house.content import (
    ACTS,
    AGENCIES,
    ANSWERS,
    CHECKLIST,
    CONTACTS,
    CONTENT,
    COUNTRIES,
    FACTS,
    LANGUAGES,
    SOURCES,
    TOPICS,
    read,
    words,
)


def test_facts_and_contacts_rest_on_known_sources_and_none_is_of_low_confidence() -> None:
    for item in [*FACTS.values(), *CONTACTS]:
        assert item["sources"] and set(item["sources"]) <= SOURCES.keys(), item["id"]
        assert item["confidence"] in {"high", "medium"}, item["id"]


def test_only_facts_and_sources_in_use_are_kept() -> None:
    holders = [*ANSWERS.values(), *COUNTRIES.values(), *CHECKLIST]
    used = {fact for holder in holders for fact in holder["facts"]}
    assert used == FACTS.keys()
    holders += [*FACTS.values(), *CONTACTS, *read("agencies.yml")["agencies"]]
    holders += read("red_flags.yml")["red_flags"]
    assert {source for holder in holders for source in holder["sources"]} == SOURCES.keys()


def test_lookalike_sites_of_the_immigration_office_are_never_linked() -> None:
    lookalikes = (
        "imigrasikotatangerang",
        "imigrasipandeglang",
        "imigrasitanggamus",
        "imigrasimelawi",
        "indonesiaseoul",
    )
    links = [str(source["url"]) for source in SOURCES.values()] + [words(answer) for answer in ANSWERS.values()]
    assert not [link for link in links if any(name in link for name in lookalikes)]


@pytest.mark.parametrize("name", ["controls.yml", "statuses.yml", "act_titles.yml"])
def test_short_words_are_complete_in_three_languages_and_marked_as_unchecked(name: str) -> None:
    assert "regional_checked: false" in (CONTENT / name).read_text(encoding="utf-8")
    for entry in read(name).values():
        for part in [entry] if "id" in entry else entry.values():
            assert set(part) == set(LANGUAGES)
            assert all(part.values())


def test_controls_statuses_and_titles_are_all_there() -> None:
    controls = read("controls.yml")
    assert controls.keys() >= {
        "lewati", "kembali", "batal", "kirim_sekarang", "ya", "tidak", "selengkapnya", "terbantu_ya",
        "terbantu_tidak", "menu", "lainnya", "petugas", "sumber", "dicek", "terkait",
    }  # fmt: skip
    assert all(len(word) <= 20 for entry in controls.values() for word in entry.values())
    statuses = read("statuses.yml")
    assert list(statuses) == ["diterima", "dibaca", "dikerjakan", "selesai", "ditarik"]
    for status in statuses.values():
        assert all(len(text.split()) <= 22 and text.endswith(".") for text in status["sentence"].values())
        assert all(len(text.split()) <= 22 and text.endswith(".") for text in status.get("late", {}).values())
        assert all(len(word.split()) == 1 for word in status["word"].values())
    assert {name for name, status in statuses.items() if "late" in status} == {"diterima", "dibaca"}
    titles = read("act_titles.yml")
    assert set(titles) == set(ACTS)
    topic_titles = [ANSWERS[topic]["title"]["id"] for topic in TOPICS]
    every = topic_titles + [title for act in titles.values() for title in act.values()]
    assert all(len(title) <= 24 for title in every)
    assert len({*topic_titles, *(act["id"] for act in titles.values())}) == len(TOPICS) + len(ACTS)


def test_agencies_have_one_queue_each_and_nothing_unsourced() -> None:
    agencies = {agency["key"]: agency for agency in read("agencies.yml")["agencies"]}
    assert set(agencies) == set(AGENCIES.split("|"))
    assert len({agency["queue"]["key"] for agency in agencies.values()}) == 3
    assert [agency["key"] for agency in agencies.values() if agency.get("duty_desk")] == ["bp3mi_banten"]
    sourced = {number for contact in CONTACTS for number in contact["numbers"]}
    for agency in agencies.values():
        assert set(agency["sources"]) <= SOURCES.keys()
        assert agency["hours"] is None and agency["contact"]["address"] is None
        assert {agency["contact"]["phone"], agency["contact"]["whatsapp"]} <= {None} | sourced


def test_routing_rules_name_known_agencies_and_conditions_and_an_unjudged_tip_reaches_all_three() -> None:
    rules, agencies = read("routing.yml")["rules"], set(AGENCIES.split("|"))
    signs = {flag["sign"] for flag in read("red_flags.yml")["red_flags"]}
    known = {
        "flags_any": {"confined", "child", "departs_72h", "abroad"} | signs,
        "departs_any": {"sudah_berangkat"},
        "kind_any": {"tppo", "tppm", "unknown"},
    }
    for rule in rules:
        assert all(set(wanted) <= known[condition] for condition, wanted in rule["when"].items()), rule["name"]
        assert set(rule["to"]) <= agencies and rule["lead"] == rule["to"][0] and rule["reason_id"]
    assert rules[-1]["when"] == {"kind_any": ["unknown"]} and set(rules[-1]["to"]) == agencies
    assert len({rule["name"] for rule in rules}) == len(rules)


def test_routing_sends_every_red_flag_to_the_agency_that_leads_it() -> None:
    rules = read("routing.yml")["rules"]
    for flag in read("red_flags.yml")["red_flags"]:
        fitting = [rule for rule in rules if flag["sign"] in rule["when"].get("flags_any", [])]
        assert [rule["lead"] for rule in fitting] == [flag["lead"]], flag["id"]
        assert {flag["lead"], *flag["support"]} <= set(fitting[0]["to"]), flag["id"]
        assert 1 <= flag["weight"] <= 5 and set(flag["sources"]) <= SOURCES.keys()
