"""The form's action through the real executor: markers go to Rasa, words stay with us."""

from __future__ import annotations

import json

from bot.tips.models import Tip
from tests.actions.conftest import Rasa

STORY = "mau lapor, besok subuh tetangga saya dari desa Pontang mau diberangkatkan sama Pak Contoh 0812-0000-1234"


async def test_a_whole_report_by_the_forms_action_is_sent_and_its_slots_are_cleared(rasa: Rasa) -> None:
    assert await rasa.hears(tap="/lapor", intent="lapor") == ["lapor_buka", "lapor_aman"]
    assert rasa.slots["requested_slot"] == "aman"
    for tap in ("#aman=ya", "#kapan=bulan_ini"):
        await rasa.hears(tap=tap, intent="pilih")
    assert await rasa.hears("lewati", intent="nlu_fallback") == ["lapor_perekrut"]
    await rasa.hears("Bu Contoh", intent="nlu_fallback")
    await rasa.hears("diminta bayar 5 juta", intent="tanya", topic="diminta_uang")
    for tap in ("#bukti=selesai", "#penerima=lanjut", "#balasan=kabar"):
        await rasa.hears(tap=tap, intent="pilih")
    assert {slot: rasa.slots[slot] for slot in ("kapan", "tempat", "perekrut", "kejadian", "bukti")} == {
        "kapan": "dijawab", "tempat": "dilewati", "perekrut": "dijawab", "kejadian": "dijawab", "bukti": "dilewati",
    }  # fmt: skip

    assert await rasa.hears(tap="#kirim=ya", intent="pilih") == ["lapor_terkirim"]
    assert (rasa.slots["requested_slot"], rasa.slots["lapor_hasil"]) == (None, "kirim")
    (tip,) = await rasa.citizen.tips()
    assert (tip.status, tip.consent) == ("sent", "kabar")

    assert await rasa.run("action_lapor_selesai") == []
    assert not any(rasa.slots.values()), "the next report begins afresh"


async def test_a_story_told_at_the_opening_answers_several_questions_that_are_not_asked_again(rasa: Rasa) -> None:
    await rasa.hears(STORY, intent="lapor", confidence=0.97)
    asked = [await rasa.hears(tap="#aman=ya", intent="pilih")]
    assert {slot for slot, marker in rasa.slots.items() if marker == "dijawab"} == {
        "aman", "kapan", "tempat", "perekrut", "kejadian",
    }  # fmt: skip
    assert asked == [["lapor_bukti"]]
    draft = await rasa.citizen.draft()
    assert draft is not None
    assert (draft.departs, draft.village_code) == ("besok", "36.04.14.2004")


async def test_rasa_learns_markers_and_names_only(rasa: Rasa) -> None:
    await rasa.hears(STORY, intent="lapor")
    await rasa.hears(tap="#aman=ya", intent="pilih")
    result = await rasa.actions.run(rasa.call("validate_lapor_form", intent="pilih"))
    returned = json.dumps(result)
    for secret in ("0812", "Pontang", "Contoh", "tetangga", rasa.citizen.conversation_id):
        assert secret not in returned


async def test_the_same_call_twice_gives_the_same_names_and_one_tip(rasa: Rasa) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    await rasa.hears("kirim sekarang", intent="nlu_fallback")
    for tap in ("#penerima=lanjut", "#balasan=anonim"):
        await rasa.hears(tap=tap, intent="pilih")
    first = await rasa.hears(tap="#kirim=ya", intent="pilih")
    again = await rasa.run("validate_lapor_form", intent="pilih")
    assert [said["answer"] for said in again] == first == ["lapor_terkirim"]
    assert [tip.status for tip in await rasa.citizen.tips()] == ["sent"]


async def test_asking_for_a_human_in_the_middle_hands_over_and_asks_again(rasa: Rasa) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    assert await rasa.hears("mau ngomong sama petugas", intent="bicara_petugas") == ["petugas_tutup", "lapor_aman"]


async def test_batal_ends_the_form_and_nothing_is_kept(rasa: Rasa) -> None:
    await rasa.hears(STORY, intent="lapor")
    assert await rasa.hears("ga jadi", intent="batal") == ["lapor_batal"]
    assert (rasa.slots["requested_slot"], rasa.slots["lapor_hasil"]) == (None, "batal")
    tips: list[Tip] = list(await rasa.citizen.tips())
    assert tips == []
