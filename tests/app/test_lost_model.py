"""The language model's file is gone: the door says so, Rasa keeps what it has, preparing brings it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.learning import door, training
from bot.operations import prepare
from bot.runtime import Runtime


async def test_a_lost_model_is_404_at_the_door_and_trained_anew_by_preparing(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainings: list[Path] = []

    async def trained(_: Sequence[str], __: Callable[[str], None]) -> Path:
        file = tmp_path / f"model-{len(trainings)}.tar.gz"
        file.write_bytes(b"a model")
        trainings.append(file)
        return file

    monkeypatch.setattr(training, "_run", trained)  # training itself takes minutes and is tested in tests/nlu
    monkeypatch.setattr(training, "rasa_python", lambda: Path("python"))
    app = Starlette(routes=door.routes(runtime))
    headers = {"Authorization": f"Bearer {runtime.keys.token('rasa')}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t", headers=headers) as client:
        model = await training.ensure_model(runtime, prepare.DATA, say=lambda _: None)
        first = await client.get("/models/rasa")
        assert (first.status_code, first.content) == (200, b"a model")
        known = {**headers, "If-None-Match": first.headers["ETag"]}

        (runtime.settings.models_dir / model.file_name).unlink()
        assert (await client.get("/models/rasa")).status_code == 404
        assert (await client.get("/models/rasa", headers=known)).status_code == 404, "Rasa keeps the one it has"

        await training.ensure_model(runtime, prepare.DATA, say=lambda _: None)
        assert len(trainings) == 2
        assert (await client.get("/models/rasa")).content == b"a model"
        assert (await client.get("/models/rasa", headers=known)).status_code == 304, "the same model: no swap"
