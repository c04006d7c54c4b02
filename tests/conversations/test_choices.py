"""What people type instead of tapping, what a button may carry, and how replies become one message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import choices, payloads
from bot.conversations.messages import Choice, Reply
from bot.conversations.turn.combining import combine

SAFE = (Choice("Ya, aman", "#aman=ya"), Choice("Tidak aman", "#aman=tidak"), Choice("Mendesak", "#aman=mendesak"))
DEPARTURE = (
    Choice("Hari ini", "#kapan=hari_ini"),
    Choice("Besok", "#kapan=besok"),
    Choice("Lewati", "#kendali=lewati"),
)


@pytest.mark.parametrize(
    ("said", "offered", "payload"),
    [
        ("1", SAFE, "#aman=ya"),
        ("2", SAFE, "#aman=tidak"),
        ("2️⃣", SAFE, "#aman=tidak"),
        ("nomor 2", SAFE, "#aman=tidak"),
        ("dua", SAFE, "#aman=tidak"),
        ("loro", SAFE, "#aman=tidak"),
        ("ya", SAFE, "#aman=ya"),
        ("Iya", SAFE, "#aman=ya"),
        ("muhun", SAFE, "#aman=ya"),
        ("nggih", SAFE, "#aman=ya"),
        ("👍", SAFE, "#aman=ya"),
        ("tidak", SAFE, "#aman=tidak"),
        ("henteu", SAFE, "#aman=tidak"),
        ("MENDESAK!", SAFE, "#aman=mendesak"),
        ("besok", DEPARTURE, "#kapan=besok"),
        ("lewati", DEPARTURE, "#kendali=lewati"),
        ("4", SAFE, None),
        ("0", SAFE, None),
        ("ya", DEPARTURE, None),
        ("saya tidak aman di sini", SAFE, None),
        ("besok saya berangkat jam 2", DEPARTURE, None),
        ("", SAFE, None),
        ("ya", (), None),
    ],
)
def test_a_typed_answer_means_the_choice_people_mean(said, offered, payload) -> None:
    assert choices.resolve(said, offered) == payload


@given(st.text(max_size=40))
def test_any_text_means_an_offered_choice_or_none(said: str) -> None:
    assert choices.resolve(said, SAFE) in {None, *(choice.payload for choice in SAFE)}


def test_old_buttons_still_work_until_sixty_newer_ones_were_offered() -> None:
    kept = choices.remember(None, SAFE)
    for number in range(19):
        kept = choices.remember(kept, [Choice("x", f"/x{number}{part}") for part in "abc"])
    assert choices.by_handle(kept, choices.handle("#aman=ya")) == "#aman=ya"
    kept = choices.remember(kept, [Choice("x", f"/y{part}") for part in "abc"])
    assert choices.by_handle(kept, choices.handle("#aman=ya")) is None
    assert choices.by_handle(kept, choices.handle("/ya")) == "/ya"
    assert len(choices.handle("#" * 1000).encode()) <= 64


@pytest.mark.parametrize(
    ("raw", "whose"),
    [
        ("/menu", "rasa"),
        ('/tanya{"topic":"opp"}', "rasa"),
        ('/tanya{ "topic" : "opp" }', "rasa"),
        ("#tempat=36.04.01.2001", "form"),
        ("#penerima=tanpa:polda_banten", "form"),
        ("!darurat:tanpa:polda_banten", "gateway"),
        ("!privasi", "gateway"),
        ("/restart", None),
        ("/session_start", None),
        ("/tanya", None),
        ('/tanya{"topic":"a b"}', None),
        ('/tanya{"topic":"opp","x":"y"}', None),
        ('/lapor{"topic":"opp"}', None),
        ("#aman=", None),
        ("#aman=ya\n", None),
        ("!", None),
        ("menu", None),
        ("", None),
    ],
)
def test_payloads_are_read_by_their_grammar_only(raw: str, whose: str | None) -> None:
    read = payloads.parse(raw)
    assert (read.whose if read else None) == whose


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/start", "!mulai"),
        ("/START desa-contoh", "!mulai"),
        ("/menu@contoh_bot", "/menu"),
        ("/apa saja", None),
    ],
)
def test_typed_commands_are_read_as_other_bots_taught_them(typed: str, meant: str | None) -> None:
    assert payloads.from_command(typed) == meant


PREFACE = Reply("Kita mulai laporan.", answer="lapor_buka")
QUESTION = Reply("Aman bicara sekarang?", choices=SAFE, answer="lapor_aman")
TOPIC = Reply("Biayanya nol.", choices=(Choice("👍", "!terbantu:ya:opp"),), answer="opp", source="Sumber: contoh")
NUMBERS = Reply("Telepon 110.", choices=(Choice("Ya", "!darurat:kirim"),), answer="darurat_nomor", urgent=True)


def test_numbers_come_first_and_nothing_is_swallowed() -> None:
    (joined,) = combine([TOPIC, QUESTION, NUMBERS], one_message=True, longest=4096)
    assert joined.text.startswith("Telepon 110.") and joined.urgent and joined.answer == "darurat_nomor"
    for part in (TOPIC, QUESTION):
        assert part.text in joined.text
    assert "Sumber: contoh" in joined.text
    assert [choice.payload for choice in joined.choices] == ["!darurat:kirim", *(choice.payload for choice in SAFE)]


def test_a_page_shows_several_bubbles_but_a_preface_joins_its_question() -> None:
    joined = combine([TOPIC, PREFACE, QUESTION], one_message=False, longest=8000)
    assert [reply.answer for reply in joined] == ["opp", "lapor_aman"]
    assert joined[1].text == "Kita mulai laporan.\n\nAman bicara sekarang?" and joined[0].source


def test_what_would_grow_too_long_stays_apart() -> None:
    long = Reply("x" * 3000, answer="a")
    assert [len(reply.text) for reply in combine([long, long], one_message=True, longest=4096)] == [3000, 3000]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lapor", "/lapor"),
        ("Lapor!", "/lapor"),
        ("MENU", "/menu"),
        ("petugas", "/bicara_petugas"),
        ("cek  tawaran", "/cek_tawaran"),
        ("DARURAT!!", "!darurat:ya"),
        ("saya mau lapor", None),
        ("status laporan saya gimana", None),
    ],
)
def test_the_words_our_texts_tell_people_to_write_always_work(typed: str, meant: str | None) -> None:
    assert payloads.from_command(typed) == meant
