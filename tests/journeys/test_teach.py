"""Teach: a published change is what the next citizen reads; a new topic goes live without a restart."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from bot.answers import editing
from bot.answers.editing import Wording
from bot.answers.models import Answer
from bot.learning import registry, training
from bot.runtime import Runtime
from bot.settings import ROOT
from nlu.fingerprint import code_fingerprint
from tests.processes.house import House, WebCitizen

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEPT = ("bp3mi_banten", "cek_p3mi", "nomor_darurat", "opp", "paspor_syarat", "syarat_umum", "tppo_pengertian")
"""A few topics beside the new one show the same as all 94, whose training takes minutes."""
PULL_WITHIN = 60.0
"""Seconds until Rasa has surely asked our door for a new model and loaded it."""


async def published(runtime: Runtime, key: str, content: dict[str, object]) -> None:
    """Write, submit and approve a wording as two different people."""
    now = runtime.clock()
    async with runtime.db.write() as session:
        draft = await editing.start_draft(session, key, author="redaktur", now=now)
        wording = Wording({**draft.content, **content}, draft.sources or ["uu18-hap"], now.date(), draft.review_by)
        await editing.save_draft(session, draft.id, wording, author="redaktur", now=now)
        await editing.submit(session, draft.id, author="redaktur", now=now)
        await editing.approve(session, draft.id, approver="penyetuju", now=now)


async def test_a_published_change_is_what_the_next_citizen_reads_within_a_second(
    citizen: WebCitizen, house: House
) -> None:
    await citizen.say("halo")
    before = (await citizen.say("OPP", payload='/tanya{"topic":"opp"}'))[-1]["text"]
    runtime = house.runtime()
    await published(runtime, "opp", {"short": {"id": f"Kalimat baru nomor {time.time_ns()}."}})
    await runtime.close()
    at = time.monotonic()
    after = (await citizen.say("OPP", payload='/tanya{"topic":"opp"}'))[-1]["text"]
    assert after != before
    assert "Kalimat baru nomor" in after
    assert time.monotonic() - at < 30  # a hanging turn fails here; speed is measured in bench/, not asserted


# Training takes a minute of the machine and knows no database: once is enough.
@pytest.mark.parametrize("house_database", ["sqlite"], indirect=True, scope="session")
async def test_a_new_topic_is_taught_and_asked_without_restarting_any_process(
    citizen: WebCitizen, house: House, tmp_path: Path
) -> None:
    await citizen.say("halo")
    question = "gimana cara nitip kucing peliharaan pas saya kerja di luar negeri"
    assert (await citizen.say(question))[-1]["answer"] != "titip_hewan"

    data = tmp_path / "data"
    shutil.copytree(ROOT / "nlu" / "data", data)
    for taught in (data / "topics").glob("*.yml"):
        if taught.stem not in KEPT:
            taught.unlink()
    (data / "topics" / "titip_hewan.yml").write_text(TAUGHT, encoding="utf-8")
    starts = {child.name: child.starts for child in house.children.children}
    runtime = house.runtime()
    async with runtime.db.write() as session:
        session.add(
            Answer(key="titip_hewan", kind="topic", group="dasar", owner="redaksi", asked=0, helped=0, not_helped=0)
        )
    await published(
        runtime, "titip_hewan", {"title": {"id": "Titip hewan"}, "short": {"id": "Titipkan hewan kepada keluarga."}}
    )
    model = await training.train(runtime, [data], say=house.said.append)
    async with runtime.db.write() as session:
        await registry.put_live(session, model.id, components=code_fingerprint(ROOT), by="system", now=runtime.clock())
    await runtime.close()

    async with asyncio.timeout(PULL_WITHIN):
        while (await citizen.say(question))[-1]["answer"] != "titip_hewan":
            await asyncio.sleep(1)
    assert "Titipkan hewan" in citizen.heard[-1]["text"]
    assert {child.name: child.starts for child in house.children.children} == starts


TAUGHT = """version: "3.1"
nlu:
  - intent: tanya/titip_hewan
    examples: |
      - kucing saya dititip ke siapa kalau berangkat kerja
      - gimana nitip kucing pas kerja di luar negeri
      - anjing peliharaan dititipkan kemana ya
      - hewan peliharaan bisa dititip di desa ga
      - cara nitip kucing selama jadi tkw
      - kucing siapa yang urus nanti pas saya di taiwan
      - titip ayam sama kambing ke tetangga boleh ga
      - peliharaan saya gimana kalau saya berangkat
      - penitipan hewan buat pekerja migran ada ga
      - burung peliharaan ditinggal kerja ke luar negeri
      - saya punya kucing tiga nanti siapa yang rawat
      - nitip hewan bayar berapa
      - kucingku ditinggal dua tahun gimana
      - ada tempat nitip kucing ga min
      - mau kerja ke malaysia tapi punya kucing
      - kambing saya dijual apa dititip
      - hewan ternak dititipkan ke saudara
      - nitip peliharaan pas kerja di luar negeri gimana caranya
      - cara titip kucing peliharaan
      - kucing peliharaan saya dititip dimana
"""
