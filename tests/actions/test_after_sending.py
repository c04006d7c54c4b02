"""The other actions through the real executor: codes, a human, languages, deletion."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversations.models import Conversation, Handoff
from tests.actions.conftest import Rasa


async def act(rasa: Rasa, action: str, text: str) -> list[str]:
    await rasa.citizen.send(text)
    return [said["answer"] for said in await rasa.run(action)]


async def conversation(rasa: Rasa) -> Conversation:
    async with rasa.citizen.runtime.db.read() as session:
        return await session.get_one(Conversation, rasa.citizen.conversation_id)


async def test_status_additions_and_withdrawal_by_code(rasa: Rasa) -> None:
    code = await rasa.citizen.report("#aman=ya", "#kapan=bulan_ini")
    assert await act(rasa, "action_status_laporan", "status laporan saya") == ["status_minta_kode"]
    assert await act(rasa, "action_status_laporan", f"status {code}") == ["status_laporan"]
    added = await act(rasa, "action_tambah_info", f"tambah info {code} dia jadi berangkat lusa naik bus malam")
    assert added == ["tambah_info_diterima"]
    assert await act(rasa, "action_cabut_laporan", f"cabut {code}") == ["cabut_yakin"]
    assert ((await conversation(rasa)).pending or "").startswith("cabut:")


async def test_a_human_is_asked_for_once_and_hours_are_not_promised_unconfirmed(rasa: Rasa) -> None:
    assert await act(rasa, "action_bicara_petugas", "mau bicara orang") == ["petugas_tutup"]
    assert await act(rasa, "action_bicara_petugas", "petugas mana") == ["petugas_tutup"]
    async with rasa.citizen.runtime.db.read() as session:
        waiting = (await session.scalars(select(Handoff))).all()
    assert [(one.agency, one.state) for one in waiting] == [("bp3mi_banten", "open")]


@pytest.mark.parametrize(
    ("said", "answer", "language", "pinned"),
    [
        ("pake basa sunda we", "ganti_bahasa_selesai", "su", True),
        ("jawa serang bae", "ganti_bahasa_selesai", "jv", True),
        ("bahasa indonesia aja", "ganti_bahasa_selesai", "id", True),
        ("ganti bahasa dong", "ganti_bahasa_tanya", "id", False),
        ("sunda apa jawa bisa?", "ganti_bahasa_tanya", "id", False),
    ],
)
async def test_a_named_language_is_taken_and_kept(
    rasa: Rasa, said: str, answer: str, language: str, pinned: bool
) -> None:
    assert await act(rasa, "action_ganti_bahasa", said) == [answer]
    changed = await conversation(rasa)
    assert (changed.language, changed.language_pinned) == (language, pinned)


async def test_deletion_is_asked_before_it_is_done(rasa: Rasa) -> None:
    assert await act(rasa, "action_hapus_data", "hapus data saya") == ["hapus_data_tanya"]
    assert (await conversation(rasa)).pending == "hapus:"
