"""What is said at the wrong moment of a report: an old report's status, a receiver to keep out, a vague place."""

from __future__ import annotations

import pytest

from tests.tips.citizen import Citizen


async def at(citizen: Citizen, *taps: str) -> None:
    for tap in ("/lapor", *taps):
        await citizen.say(tap=tap, intent="lapor", confidence=1.0)


@pytest.mark.parametrize("act", ["status_laporan", "tambah_info", "cabut_laporan"])
async def test_an_old_reports_errand_is_put_off_and_never_taken_as_an_answer(citizen: Citizen, act: str) -> None:
    await at(citizen, "#aman=ya", "#kapan=besok")
    for _ in range(2):
        step = await citizen.say("status", tap=f"/{act}", intent=act, confidence=1.0)
        assert (step.ask, citizen.heard) == ("tempat", ["lapor_lain_dulu", "lapor_tempat"])
    draft = await citizen.draft()
    assert draft is not None
    assert "tempat" not in await citizen.told(draft.id)


async def test_an_act_that_means_nothing_here_is_asked_again_however_often(citizen: Citizen) -> None:
    await at(citizen, "#aman=ya")
    for _ in range(3):
        step = await citizen.say(tap="/pamit", intent="pamit", confidence=1.0)
        assert step.ask == "kapan"


@pytest.mark.parametrize("words", ["tanpa polda", "jangan ke polda ya", "kecuali Polda Banten"])
async def test_a_receiver_is_kept_out_as_soon_as_it_is_said(citizen: Citizen, words: str) -> None:
    await at(citizen, "#aman=ya", "#kapan=besok")
    step = await citizen.say(words)
    assert (step.ask, citizen.heard) == ("tempat", ["lapor_tanpa", "lapor_tempat"])
    assert "Polda" in (await citizen.read(step.says[0])).text
    draft = await citizen.draft()
    assert draft is not None
    assert draft.excluded == ["polda_banten"]


async def test_what_a_broker_forbids_in_the_story_keeps_nobody_out(citizen: Citizen) -> None:
    await at(citizen, "#aman=ya", "#kapan=besok", "#kendali=lewati", "#kendali=lewati")
    step = await citizen.say("katanya jangan ke polda")
    assert step.ask == "bukti"
    draft = await citizen.draft()
    assert draft is not None
    assert draft.excluded == []


async def test_a_place_that_means_several_is_not_offered_for_ever(citizen: Citizen) -> None:
    await at(citizen, "#aman=ya", "#kapan=besok")
    heard = []
    for _ in range(3):
        step = await citizen.say("di desa sukamanah")
        heard.append(citizen.heard[-1])
    assert heard[0] == "lapor_tempat_pilih"
    assert step.ask == "perekrut", "the words are kept as they are"
    draft = await citizen.draft()
    assert draft is not None
    assert (await citizen.told(draft.id))["tempat"] == "di desa sukamanah"


async def test_telling_something_else_is_no_failed_answer(citizen: Citizen) -> None:
    await at(citizen, "#aman=ya", "#kapan=besok")
    await citizen.say("pak contoh orang sini, nomornya 0812-0000-4411")
    assert citizen.heard == ["lapor_tempat"], "not 'that place was not found'"
    step = await citizen.say("entah ya pokoknya deket pasar")
    assert (step.ask, citizen.heard) == ("tempat", ["lapor_tempat_ulang"])


async def test_a_promise_of_evidence_is_not_thanked_for_as_evidence(citizen: Citizen) -> None:
    await at(citizen, "#aman=ya", *["#kendali=lewati"] * 4)
    await citizen.say("iya ada")
    assert citizen.heard == ["lapor_bukti_silakan"]


@pytest.mark.parametrize(
    ("words", "consent", "excluded"), [("anonim aja", "anonim", []), ("tanpa polda", "kabar", ["polda_banten"])]
)
async def test_under_the_read_back_a_decision_is_changed_by_naming_it(
    citizen: Citizen, words: str, consent: str, excluded: list[str]
) -> None:
    await at(citizen, "#kendali=kirim_sekarang", "#penerima=lanjut", "#balasan=kabar")
    step = await citizen.say(words)
    assert (step.ask, citizen.heard[-1]) == ("kirim", "lapor_baca_ulang")
    draft = await citizen.draft()
    assert draft is not None
    assert (draft.consent, draft.excluded) == (consent, excluded)


async def test_a_question_asked_in_between_waits_alone(citizen: Citizen) -> None:
    await at(citizen, "#aman=ya")
    step = await citizen.say("ganti bahasa", tap="/ganti_bahasa", intent="ganti_bahasa", confidence=1.0)
    assert (step.ask, citizen.heard) == ("kapan", ["ganti_bahasa_tanya"])
