"""The emergency lane: numbers, a raw tip and its sending, with Rasa and every model down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversations import safety_net
from bot.conversations.models import Conversation, Message
from bot.tips import emergency
from bot.tips.say import Say
from tests.tips.citizen import Citizen

CRY = "tolong istri saya dikurung majikan, pintunya digembok dari luar"
MAYBE = "anak saya di saudi 2 tahun ga ada kabar"


async def cry(citizen: Citizen, text: str = CRY, *, in_form: bool = False) -> tuple[Say, ...]:
    await citizen.send(text)
    return await hear_again(citizen, in_form=in_form)


async def hear_again(citizen: Citizen, *, in_form: bool = False) -> tuple[Say, ...]:
    async with citizen.at_work() as (session, conversation):
        message = await session.get_one(Message, citizen.last_message)
        alarm = safety_net.watch(
            message.text or "",
            last_full_block_at=conversation.full_block_at,
            now=citizen.clock(),
            repeat_after=timedelta(seconds=citizen.runtime.settings.emergency_repeat),
        )
        assert alarm is not None
        settings, now = citizen.runtime.settings, citizen.clock()
        return await emergency.offer(session, conversation, message, alarm, in_form=in_form, settings=settings, now=now)


async def tap(citizen: Citizen, step: str) -> tuple[Say, ...]:
    await citizen.send(tap=f"!darurat:{step}")
    async with citizen.at_work() as (session, conversation):
        message = await session.get_one(Message, citizen.last_message)
        return await emergency.act(
            session, conversation, message, step, settings=citizen.runtime.settings, now=citizen.clock()
        )


async def pending(citizen: Citizen) -> str | None:
    async with citizen.runtime.db.read() as session:
        return (await session.get_one(Conversation, citizen.conversation_id)).pending


def names(says: tuple[Say, ...]) -> list[str]:
    return [say.answer for say in says]


async def test_numbers_come_first_and_the_cry_is_kept_as_an_unsent_tip(citizen: Citizen) -> None:
    assert names(await cry(citizen)) == ["darurat_nomor", "darurat_tawar_kirim"]
    draft = await citizen.draft()
    assert draft is not None
    assert (draft.status, draft.emergency) == ("unsent", True)
    assert "confined" in draft.flags
    assert (await citizen.told(draft.id))["kejadian"] == CRY


async def test_a_raw_tip_is_sent_in_three_taps_after_showing_who_receives_it(citizen: Citizen) -> None:
    await cry(citizen)
    assert names(await tap(citizen, "kirim")) == ["darurat_penerima"]
    assert names(await tap(citizen, "semua")) == ["kanal_webchat", "darurat_balasan"]
    (sent,) = await tap(citizen, "anonim")
    reply = await citizen.read(sent)
    (tip,) = await citizen.tips()
    assert (tip.status, tip.consent, tip.emergency, tip.score >= 50) == ("sent", "anonim", True, True)
    assert citizen.runtime.vault.receipt_hash(reply.text.split("Kode Anda: ")[1].split(".")[0]) == tip.receipt_hash
    assert await pending(citizen) is None


async def test_the_receivers_are_named_and_one_can_be_left_out(citizen: Citizen) -> None:
    await cry(citizen)
    (asking,) = await tap(citizen, "kirim")
    reply = await citizen.read(asking)
    assert "Polda Banten" in reply.text
    assert "!darurat:tanpa:polda_banten" in [choice.payload for choice in reply.choices]
    await tap(citizen, "tanpa:polda_banten")
    await tap(citizen, "kabar")
    (tip,) = await citizen.tips()
    assert "polda_banten" not in await citizen.referrals(tip.id)
    assert tip.consent == "kabar"


@pytest.mark.parametrize(
    ("steps", "answers"),
    [
        (("ya",), ["darurat_penerima"]),
        (("ya", "ya"), ["darurat_penerima"]),
        (("ya", "tidak"), ["kanal_webchat", "darurat_balasan"]),
        (("ya", "tidak", "tidak"), ["darurat_terkirim"]),
        (("tidak",), ["darurat_tidak_dikirim"]),
    ],
)
async def test_a_typed_yes_or_no_means_what_was_asked(
    citizen: Citizen, steps: tuple[str, ...], answers: list[str]
) -> None:
    await cry(citizen)
    says: tuple[Say, ...] = ()
    for step in steps:
        says = await tap(citizen, step)
    assert names(says) == answers


async def test_not_sending_leaves_a_draft_that_rests(citizen: Citizen) -> None:
    await cry(citizen)
    assert names(await tap(citizen, "batal")) == ["darurat_tidak_dikirim"]
    draft = await citizen.draft()
    assert draft is not None and (draft.status, draft.asked) == ("unsent", None)
    citizen.asked = None
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    assert citizen.heard[0] == "lapor_lanjut", "what was cried out is not asked again"


async def test_where_danger_is_only_possible_it_is_asked_and_nothing_is_kept_yet(citizen: Citizen) -> None:
    assert names(await cry(citizen, MAYBE)) == ["darurat_tanya"]
    assert await citizen.draft() is None
    assert (await pending(citizen) or "").startswith("darurat:tanya")
    assert names(await tap(citizen, "tidak")) == ["darurat_aman"]
    assert await pending(citizen) is None


async def test_a_yes_to_danger_brings_numbers_and_the_offer(citizen: Citizen) -> None:
    await cry(citizen, MAYBE)
    assert names(await tap(citizen, "ya")) == ["darurat_nomor", "darurat_tawar_kirim"]


async def test_what_was_said_before_the_question_reaches_the_tip_too(citizen: Citizen) -> None:
    await cry(citizen, MAYBE)
    await tap(citizen, "ya")
    draft = await citizen.draft()
    assert draft is not None
    assert (await citizen.told(draft.id)).get("kejadian") == MAYBE


async def test_inside_a_report_the_cry_joins_the_report_and_the_form_goes_on(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say(tap="#aman=ya")
    assert names(await cry(citizen, in_form=True)) == ["darurat_nomor"]
    draft = await citizen.draft()
    assert draft is not None and (draft.emergency, draft.asked) == (True, "kapan")
    assert await pending(citizen) is None


async def test_the_full_block_comes_at_most_once_in_ten_minutes(citizen: Citizen) -> None:
    await cry(citizen)
    assert "darurat_singkat" in names(await cry(citizen, "tolong dia dipukul"))
    citizen.clock.advance(citizen.runtime.settings.emergency_repeat + 1)
    assert "darurat_nomor" in names(await cry(citizen, "tolong dia dipukul lagi"))


async def test_the_same_cry_heard_twice_makes_one_tip_and_one_fact(citizen: Citizen) -> None:
    first = await cry(citizen)
    assert await hear_again(citizen) == first
    assert len(await citizen.tips()) == 1


async def test_an_old_button_after_sending_sends_nothing_twice(citizen: Citizen) -> None:
    await cry(citizen)
    for step in ("kirim", "semua", "anonim"):
        says = await tap(citizen, step)
    assert await tap(citizen, "anonim") == says, "its code was not told yet"
    await citizen.read(says[0])
    assert names(await tap(citizen, "anonim")) == ["lapor_sudah_terkirim"]
    assert len(await citizen.tips()) == 1


async def test_an_agency_that_does_not_exist_cannot_be_left_out(citizen: Citizen) -> None:
    await cry(citizen)
    await tap(citizen, "kirim")
    await tap(citizen, "tanpa:siapa_saja")
    draft = await citizen.draft()
    assert draft is not None and draft.excluded == []


@pytest.mark.parametrize("step", ["", "terbang", "tanpa", "tanpa:"])
async def test_a_forged_step_sends_nothing(citizen: Citizen, step: str) -> None:
    await cry(citizen)
    await tap(citizen, step)
    assert [tip.status for tip in await citizen.tips()] == ["unsent"]


async def test_consent_before_the_receivers_were_shown_sends_nothing(citizen: Citizen) -> None:
    await cry(citizen)
    await tap(citizen, "anonim")
    assert [tip.status for tip in await citizen.tips()] == ["unsent"]


async def test_a_cry_that_joins_a_sent_tip_brings_the_numbers_and_offers_no_second_one(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "#kapan=belum_tahu")
    await citizen.send(CRY)
    async with citizen.at_work() as (session, conversation):
        message = await session.get_one(Message, citizen.last_message)
        alarm = safety_net.watch(CRY, last_full_block_at=None, now=citizen.clock(), repeat_after=timedelta(minutes=10))
        assert alarm is not None
        conversation.pending = "tambah:x"
        settings, now = citizen.runtime.settings, citizen.clock()
        says = await emergency.offer(
            session, conversation, message, alarm, in_form=False, settings=settings, now=now, joins=True
        )
    assert names(says) == ["darurat_nomor"]
    assert await pending(citizen) == "tambah:x"
    assert len(await citizen.tips()) == 1
