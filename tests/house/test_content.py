"""What citizens read is sourced, short, plain, and safe to show."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.house.content import (
    ANSWERS,
    ASKING,
    CHANNELS,
    CONTENT,
    FACTS,
    LANGUAGES,
    PARAMS,
    PAYLOADS,
    QUESTIONS,
    SAFETY,
    SKIPPABLE,
    SOURCES,
    SYSTEM,
    TOPICS,
    figures,
    read,
    sentences,
    texts,
    without_contacts,
    words,
)
from tests.house.names import NAMES

every_answer = pytest.mark.parametrize("key", sorted(ANSWERS))


def test_every_topic_and_every_system_answer_exists_under_its_own_name() -> None:
    by_kind = {kind: {k for k, a in ANSWERS.items() if a["kind"] == kind} for kind in ("topic", "system")}
    assert by_kind == {"topic": set(TOPICS), "system": set(SYSTEM)}
    assert all(answer["key"] == key for key, answer in ANSWERS.items())


def test_every_answer_stands_in_the_folder_of_its_group() -> None:
    groups = {topic["key"]: topic["group"] for topic in read("topics.yml")["topics"]}
    for path in CONTENT.glob("answers/*/*.yml"):
        answer = ANSWERS[path.stem]
        assert path.parent.name == answer["group"] == groups.get(path.stem, "sistem"), path


@every_answer
def test_facts_sources_and_neighbours_of_an_answer_exist(key: str) -> None:
    answer = ANSWERS[key]
    assert set(answer["facts"]) <= FACTS.keys()
    assert set(answer["sources"]) <= SOURCES.keys()
    assert set(answer["related"]) <= set(TOPICS) - {key}
    assert not answer["facts"] or answer["sources"]


@pytest.mark.parametrize("key", TOPICS)
def test_no_topic_answer_is_without_facts_sources_and_a_next_step(key: str) -> None:
    answer = ANSWERS[key]
    assert answer["facts"] and answer["sources"] and answer["related"]
    assert answer["next_step"]["id"] and len(sentences(answer["next_step"]["id"])) == 1
    behind = {source for fact in answer["facts"] for source in FACTS[fact]["sources"]}
    agencies = {source for agency in read("agencies.yml")["agencies"] for source in agency["sources"]}
    assert set(answer["sources"]) <= behind | agencies


@every_answer
def test_every_number_in_an_answer_comes_from_its_facts_or_a_sourced_contact(key: str) -> None:
    answer = ANSWERS[key]
    rest, shown = without_contacts(words(answer))
    facts = [FACTS[fact] for fact in answer["facts"]]
    known = figures(" ".join(f"{fact['statement']} {fact.get('detail', '')} {fact['as_of']}" for fact in facts))
    assert figures(rest) <= known
    behind = {source for fact in facts for source in fact["sources"]}
    for contact in shown:
        assert behind & set(contact["sources"]), f"no fact of this answer speaks of {contact['id']}"


@every_answer
def test_a_number_of_medium_confidence_comes_with_a_reminder(key: str) -> None:
    for language, text in texts(ANSWERS[key]):
        for line in text.split("\n"):
            _, shown = without_contacts(line)
            if any(contact["confidence"] == "medium" for contact in shown):
                assert re.search("berubah|robah", line), (language, line)


@every_answer
def test_an_answer_is_short(key: str) -> None:
    answer = ANSWERS[key]
    for text in answer["short"].values():
        assert len(text) <= (300 if key in QUESTIONS else 600), len(text)
    for text in (answer.get("long") or {}).values():
        assert len(text) <= 1500, len(text)


@every_answer
def test_sentences_have_at_most_twenty_words_on_average(key: str) -> None:
    for language, text in texts(ANSWERS[key]):
        counts = [len(sentence.split()) for sentence in sentences(text)]
        assert sum(counts) / len(counts) <= 20, (language, counts)
        assert max(counts) <= 30, (language, counts)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_consent_question_and_the_truth_about_the_channel_fit_one_message(channel: str, language: str) -> None:
    question, truth = ANSWERS["lapor_balasan"]["short"][language], ANSWERS[channel]["short"][language]
    assert len(sentences(truth)) == 1
    assert len(question) + 1 + len(truth) <= 300


@every_answer
def test_the_review_date_follows_how_often_the_facts_change(key: str) -> None:
    answer = ANSWERS[key]
    often = any(FACTS[fact]["changes_often"] for fact in answer["facts"])
    assert answer["checked_on"] == date(2026, 11, 21)
    assert answer["review_by"] == (date(2026, 12, 21) if often else date(2027, 5, 21))
    assert answer["owner"]


@every_answer
def test_placeholders_are_declared_and_nothing_else(key: str) -> None:
    answer = ANSWERS[key]
    declared = set(answer.get("params", []))
    for _, text in texts(answer):
        assert set(re.findall(r"\{(\w+)\}", text)) == declared
        assert len(re.findall(r"[{}]", text)) == 2 * len(re.findall(r"\{\w+\}", text))
    assert declared == PARAMS.get(key, set())


@every_answer
def test_buttons_carry_what_the_gateway_understands(key: str) -> None:
    buttons = ANSWERS[key].get("buttons", [])
    assert len(buttons) <= (9 if key in QUESTIONS else 5)
    for button in buttons:
        assert PAYLOADS.fullmatch(button["payload"]), button
        topic = re.search(r'"topic":"(\w+)"', button["payload"])
        assert topic is None or topic.group(1) in ANSWERS, button
        for title in button["title"].values():
            assert 0 < len(title) <= 20, title


@every_answer
def test_regional_wording_is_complete_and_marked_as_unchecked(key: str) -> None:
    answer = ANSWERS[key]
    languages = set(answer["short"])
    assert languages in ({"id"}, set(LANGUAGES))
    assert all(set(button["title"]) == languages for button in answer.get("buttons", []))
    assert answer["regional_checked"] is False


@pytest.mark.parametrize("key", [*QUESTIONS, *SAFETY, *CHANNELS, "sapa", "lapor_buka", "lapor_terkirim", "tidak_paham"])
def test_greeting_menu_form_and_safety_speak_all_three_languages(key: str) -> None:
    assert set(ANSWERS[key]["short"]) == set(LANGUAGES)


@every_answer
def test_nobody_is_blamed_or_promised_what_we_cannot_keep(key: str) -> None:
    text = words(ANSWERS[key]).lower()
    for blame in ("ilegal", "gelap", "salah sendiri", "salah anda"):
        assert blame not in text
    for promise in (
        "kami jamin",
        "dijamin",
        "pasti aman",
        "pasti selamat",
        "pasti ditangkap",
        "pasti ditolong",
        "tidak akan dihukum",
        "bebas hukuman",
    ):
        assert promise not in text
    assert "ltsa" not in text or (key == "ltsa" and "belum ada sumber" in text)
    assert not re.search(r"tahun penjara|penjara (paling|selama)|didenda|denda rp|kurungan", text)


@pytest.mark.parametrize("key", [key for key in SYSTEM if key.startswith(ASKING)])
def test_a_reporter_is_never_asked_for_papers_name_or_position(key: str) -> None:
    text = ANSWERS[key]["short"]["id"]
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        if re.search(r"ktp|paspor anda|nama anda|titik lokasi|gps", sentence.lower()):
            assert re.search(r"jangan|tidak perlu|bukan", sentence.lower()), sentence


@pytest.mark.parametrize("key", SKIPPABLE)
def test_questions_of_the_report_say_why_and_that_they_can_be_skipped(key: str) -> None:
    for text in ANSWERS[key]["short"].values():
        assert "'lewati'" in text
    assert re.search(r"supaya|perlu tahu", ANSWERS[key]["short"]["id"])


@pytest.mark.parametrize("key", SAFETY)
def test_numbers_for_home_and_abroad_stand_side_by_side(key: str) -> None:
    for text in ANSWERS[key]["short"].values():
        assert re.search(r"\b110\b", text) and "+62 21 29244800" in text


def test_for_a_child_sapa_129_comes_first() -> None:
    for text in ANSWERS["darurat_nomor_anak"]["short"].values():
        assert text.index("129") < text.index("110")


def test_the_first_contact_says_machine_whose_no_name_and_opens_three_doors() -> None:
    greeting = ANSWERS["sambutan"]
    text = greeting["short"]["id"]
    assert all(part in text for part in ("mesin", "bukan manusia", "Imigrasi Banten", "Tidak perlu nama", "privasi"))
    assert [button["title"]["id"] for button in greeting["buttons"]] == ["Tanya", "Cek tawaran", "Lapor"]
    assert {"/ganti_bahasa", "!privasi"} <= {button["payload"] for button in ANSWERS["menu"]["buttons"]}


def test_the_neutral_line_does_not_reveal_a_report() -> None:
    for text in ANSWERS["kabar_netral"]["short"].values():
        assert not re.search(r"lapor|kode|petugas|polisi|kasus|status", text.lower())


def test_departure_can_be_chosen_in_every_way_the_form_knows() -> None:
    chosen = [button["payload"].split("=")[1] for button in ANSWERS["lapor_kapan"]["buttons"]]
    assert set(chosen) == {
        "hari_ini", "besok", "3_hari", "minggu_ini", "bulan_ini", "belum_tahu", "sudah_berangkat",
    }  # fmt: skip


@pytest.mark.parametrize("key", TOPICS)
def test_an_answer_names_what_it_answers(key: str) -> None:
    assert NAMES[key] in sentences(ANSWERS[key]["short"]["id"])[0].lower()
