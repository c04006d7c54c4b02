"""Places: villages, kecamatan and kabupaten of Banten, with cue words, homonyms and slips."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.gazetteer import _by_code
from nlu.language.places import Place, find_places, place_by_code, place_label


def labels(text: str, *, asked: bool = False) -> list[str]:
    return [place_label(place) for place in find_places(text, asked=asked)]


def villages() -> list[Place]:
    return [place for place in _by_code().values() if place.kind in ("desa", "kelurahan")]


def slip(name: str, chooser: random.Random) -> str:
    at = chooser.randrange(1, len(name) - 1)
    letter = chooser.choice("aiueonrt")
    return chooser.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def test_the_register_is_whole() -> None:
    kinds = [place.kind for place in _by_code().values()]
    assert kinds.count("desa") == 1238
    assert kinds.count("kelurahan") == 314
    assert kinds.count("kecamatan") == 155
    assert kinds.count("kabupaten") == kinds.count("kota") == 4


def test_a_name_with_its_kecamatan_is_one_place() -> None:
    assert labels("desa lontar kec tirtayasa") == ["Desa Lontar, Kec. Tirtayasa, Kab. Serang"]
    assert labels("lontar tirtayasa", asked=True) == ["Desa Lontar, Kec. Tirtayasa, Kab. Serang"]


def test_homonyms_are_all_offered() -> None:
    assert len(labels("sukamaju", asked=True)) > 1
    assert all(label.startswith("Desa Sukamaju") for label in labels("sukamaju", asked=True))


def test_a_kabupaten_and_a_kecamatan_are_places_too() -> None:
    assert labels("kab serang") == ["Kabupaten Serang"]
    assert labels("kecamatan pontang", asked=True) == ["Kec. Pontang, Kab. Serang"]
    assert labels("tangsel", asked=True) == ["Kota Tangerang Selatan"]


def test_without_a_cue_a_bare_name_is_no_place() -> None:
    assert labels("lontar itu enak") == []
    assert labels("saya kerja di sawah") == []


@pytest.mark.parametrize(
    "text", ["ga tau pak", "rumah", "di kampung saya", "lewati", "saya takut", "belum tau", "jakarta", "di malaysia"]
)
def test_an_answer_that_names_no_place_finds_none(text: str) -> None:
    assert labels(text, asked=True) == []


def test_a_longer_name_with_a_slip_beats_a_shorter_one() -> None:
    assert labels("tanjakan mekr", asked=True) == ["Desa Tanjakan Mekar, Kec. Rajeg, Kab. Tangerang"]


def test_slips_of_the_thumb_are_forgiven() -> None:
    chooser = random.Random(11)
    sample = chooser.sample(villages(), 200)
    alone = sum(place in find_places(slip(place.name.lower(), chooser), asked=True) for place in sample)
    beside = sum(
        find_places(f"{slip(place.name.lower(), chooser)} kec {place.kecamatan}", asked=True)[:1] == (place,)
        for place in sample
    )
    print(f"slips: by name {alone / 200:.3f}, with kecamatan {beside / 200:.3f}")
    assert alone / 200 >= 0.94
    assert beside / 200 >= 0.94


def test_every_village_is_found_by_name_and_kecamatan() -> None:
    missed = [
        place
        for place in villages()
        if place not in find_places(f"desa {place.name} kec. {place.kecamatan} {place.kabkota}")
    ]
    assert len(missed) / 1552 < 0.005


def test_a_code_gives_its_place_back() -> None:
    place = find_places("desa lontar kec tirtayasa")[0]
    assert place_by_code(place.code) == place
    assert place_by_code("99.99") is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.booleans())
def test_any_text_gives_at_most_the_limit(text: str, asked: bool) -> None:
    assert len(find_places(text, asked=asked, limit=3)) <= 3


@pytest.mark.parametrize(
    "text", ["anak umur 15 taun", "umur saya 20", "kerja di hotel", "di bandara", "mau pulang", "pulang besok"]
)
def test_an_ordinary_word_is_no_slip_of_a_place_name(text: str) -> None:
    assert find_places(text, asked=True) == ()
