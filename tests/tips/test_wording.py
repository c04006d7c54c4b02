"""The last moment before words go out: values come from our database, and nothing personal is ever read back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.agencies.models import Agency
from bot.conversations.models import Conversation
from bot.runtime import Runtime
from bot.tips import intake, sending, wording
from bot.tips.intake.questions import QUESTIONS
from bot.tips.models import Tip, TipNote
from bot.tips.say import Say
from bot.tips.wording import Filling
from tests.tips.citizen import Citizen

SECRETS = ("Contoh", "0812", "3604", "contoh@", "Zzyzx", "bohong", "gelap")


async def fill(citizen: Citizen, answer: str, params: Mapping[str, str] | None = None) -> Filling:
    assert citizen.controls is not None
    async with citizen.at_work() as (session, conversation):
        return await wording.fill(
            session,
            answer,
            params or {},
            conversation,
            now=citizen.clock(),
            controls=citizen.controls,
            settings=citizen.runtime.settings,
        )


async def speak(citizen: Citizen, language: str) -> None:
    async with citizen.at_work() as (session, _):
        (await session.get_one(Conversation, citizen.conversation_id)).language = language


def payloads(filling: Filling) -> list[str]:
    return [choice.payload for choice in (*filling.choices, *filling.after)]


async def begin(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say(tap="#aman=ya")


async def test_whatever_was_told_the_summary_repeats_none_of_it(citizen: Citizen) -> None:
    await begin(citizen)
    for words in (
        "hmm besok katanya Pak Contoh",
        "Zzyzx dekat rumah Bu Contoh",
        "Zzyzx dekat rumah Bu Contoh lagi",
        "Pak Contoh, 0812-0000-1111, contoh@contoh.example, KTP 3604000000000000",
        "disuruh bohong ke petugas dan lewat jalur gelap, hubungi saya di 0812-0000-2222",
    ):
        await citizen.say(words)
    for answer in ("lapor_lanjut", "lapor_baca_ulang"):
        reply = await citizen.read(Say(answer))
        assert "sudah dicatat" in reply.text and "besok" in reply.text
        everything = reply.text + "".join(choice.title + choice.payload for choice in reply.choices)
        assert not [secret for secret in SECRETS if secret in everything]


async def test_the_summary_speaks_the_citizens_language(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#kapan=besok")
    await citizen.say("lewati")
    lines = {}
    for language in ("id", "su", "jv"):
        await speak(citizen, language)
        lines[language] = (await fill(citizen, "lapor_baca_ulang")).params["ringkasan"]
    assert lines == {
        "id": "- Berangkat: besok\n- Tempat: belum ada",
        "su": "- Mangkat: isukan\n- Tempat: can aya",
        "jv": "- Mangkat: mengke esuk\n- Tempat: durung ane",
    }


async def test_every_question_offers_what_can_be_done_instead_of_answering(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    offered = {"aman": payloads(await fill(citizen, "lapor_aman"))}
    await citizen.say(tap="#aman=ya")
    for question in QUESTIONS[1:]:
        assert citizen.asked == question.slot
        offered[question.slot] = [
            one for one in payloads(await fill(citizen, question.asks)) if one.startswith("#kendali")
        ]
        await citizen.say(tap="#kendali=lewati")
    steering = {slot: [one.removeprefix("#kendali=") for one in taps] for slot, taps in offered.items()}
    assert steering == {
        "aman": ["batal"],
        "kapan": ["lewati", "kembali", "batal"],
        "tempat": ["lewati", "kembali", "batal"],
        "perekrut": ["kirim_sekarang", "lewati", "kembali", "batal"],
        "kejadian": ["kirim_sekarang", "lewati", "kembali", "batal"],
        "bukti": ["kirim_sekarang", "lewati", "kembali", "batal"],
        "penerima": ["kembali", "batal"],
        "balasan": ["kembali", "batal"],
        "kirim": [],
    }


async def test_receivers_are_named_each_may_be_left_out_and_the_last_may_not(citizen: Citizen) -> None:
    await begin(citizen)
    form, emergency = await fill(citizen, "lapor_penerima"), await fill(citizen, "darurat_penerima")
    assert form.params["penerima"] == "BP3MI Banten, Imigrasi Banten dan Polda Banten"
    left_out = [one for one in payloads(form) if one.startswith("#penerima=tanpa:")]
    assert left_out == [f"#penerima=tanpa:{key}" for key in ("bp3mi_banten", "imigrasi_banten", "polda_banten")]
    assert [one for one in payloads(emergency) if "tanpa" in one] == [
        one.replace("#penerima=", "!darurat:") for one in left_out
    ]

    async with citizen.at_work() as (session, conversation):
        draft = await intake.unsent(session, conversation.id)
        assert draft is not None
        draft.excluded = ["bp3mi_banten", "imigrasi_banten"]
    alone = await fill(citizen, "lapor_penerima")
    assert alone.params["penerima"] == "Polda Banten"
    assert not [one for one in payloads(alone) if "tanpa" in one]


async def test_the_code_is_told_once_and_afterwards_nobody_can_make_it(citizen: Citizen) -> None:
    await begin(citizen)
    async with citizen.at_work() as (session, conversation):
        draft = await intake.unsent(session, conversation.id)
        assert draft is not None
        await sending.submit(session, draft, now=citizen.clock())
    first = await fill(citizen, "lapor_terkirim", {"tip": draft.id})
    assert citizen.runtime.vault.receipt_hash(first.params["kode"]) == (await citizen.tips())[0].receipt_hash
    again = await fill(citizen, "lapor_terkirim", {"tip": draft.id})
    assert "ditunjukkan" in again.params["kode"]
    async with citizen.at_work() as (session, _):
        assert sending.code_of(session, await session.get_one(Tip, draft.id)) is None


async def test_places_with_one_name_are_told_apart(citizen: Citizen) -> None:
    filling = await fill(citizen, "lapor_tempat_pilih", {"codes": "36.04.13.2007,99.99.99.9999,36.04.12.2001"})
    assert payloads(filling) == ["#tempat=36.04.13.2007", "#tempat=36.04.12.2001"]
    assert [choice.title.split(",")[0] for choice in filling.choices] == ["Desa Lontar", "Desa Pontang"]


async def test_guesses_have_human_titles_and_a_way_out(seeded: Runtime, citizen: Citizen) -> None:
    filling = await fill(citizen, "maksud_anda", {"first": "opp", "second": "lapor"})
    assert payloads(filling) == ['/tanya{"topic":"opp"}', "/lapor", "/menu"]
    assert all(choice.title and "_" not in choice.title for choice in filling.choices)
    assert payloads(await fill(citizen, "maksud_anda", {"first": "tidak_ada", "second": ""})) == ["/menu"]


async def test_an_officers_words_come_as_they_were_written_even_with_braces(citizen: Citizen) -> None:
    await citizen.report("#aman=ya")
    (tip,) = await citizen.tips()
    async with citizen.at_work() as (session, _):
        note = TipNote(tip_id=tip.id, agency="polda_banten", author="s", kind="question", at=citizen.clock())
        session.add(note)
        note.text = "Sudah {kode} berangkat?"
        await session.flush()
    reply = await citizen.read(Say("pesan_petugas", {"note": note.id}))
    assert "Sudah {kode} berangkat?" in reply.text


async def test_office_hours_are_the_agencys_own(citizen: Citizen) -> None:
    async with citizen.at_work() as (session, _):
        (await session.get_one(Agency, wording.HANDOFF_AGENCY)).hours = {
            day: ["08:00", "16:00"] for day in ("mon", "tue", "wed", "thu")
        }
    filling = await fill(citizen, "petugas_buka")
    assert filling.params == {"jam": "Senin–Kamis 08.00–16.00", "buka_lagi": "sekarang (sampai 16.00)"}


@pytest.mark.parametrize(
    ("answer", "name", "value"),
    [
        ("terlalu_panjang", "batas", "4.000"),
        ("berkas_terlalu_besar", "batas", "10 MB"),
        ("kode_terlalu_sering", "menit", "15"),
    ],
)
async def test_limits_are_told_as_the_settings_have_them(citizen: Citizen, answer: str, name: str, value: str) -> None:
    assert (await fill(citizen, answer)).params[name] == value


@pytest.mark.parametrize("answer", sorted(wording.FILLERS))
async def test_every_filler_copes_with_nothing_to_tell(citizen: Citizen, answer: str) -> None:
    filling = await fill(citizen, answer, {"tip": "f" * 32, "note": "f" * 32})
    assert all(isinstance(value, str) for value in filling.params.values())
