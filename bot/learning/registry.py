"""The models that were trained, which one is live, and the door where Rasa fetches it (ETag).

Rasa asks the door every few seconds with the ETag it has and loads a new model without a restart. The door
needs neither Rasa nor the worker. A model carries the fingerprint of `nlu/`, configuration and
training data; one made for another version of the components is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.database import new_id
from bot.errors import BadInput, Misconfigured, NotFound
from bot.learning.models import Model
from bot.runtime import Runtime


async def register(
    session: AsyncSession,
    source: Path,
    models_dir: Path,
    *,
    fingerprint: str,
    figures: dict[str, Any],
    most_bytes: int,
    now: datetime,
) -> Model:
    """Copy a trained model into the store and list it; it is not live yet. Raises BadInput when too large."""
    size, digest = await asyncio.to_thread(_measure, source)
    if size > most_bytes:
        raise BadInput(f"Model {size} bita melebihi batas {most_bytes} bita.")
    model = Model(
        id=new_id(),
        fingerprint=fingerprint,
        file_name=f"{digest[:16]}.tar.gz",
        sha256=digest,
        size=size,
        trained_at=now,
        figures=figures,
    )
    models_dir.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(_copy, source, models_dir / model.file_name)
    session.add(model)
    return model


async def put_live(session: AsyncSession, model_id: str, *, components: str, by: str, now: datetime) -> Model:
    """Make this model the one Rasa gets. `components` is the fingerprint of the code that will run it.

    Raises NotFound, and Misconfigured when the model was made for other components.
    """
    model = await session.get(Model, model_id)
    if model is None:
        raise NotFound(f"model {model_id}")
    if model.figures.get("components") != components:
        raise Misconfigured("Model ini dibuat untuk versi komponen lain. Latih ulang dengan `make train`.")
    await session.execute(update(Model).where(Model.live_since.is_not(None)).values(live_since=None))
    model.live_since = now
    audit.record(session, "model.live", f"model:{model.id}", actor=by, now=now, sha256=model.sha256)
    return model


async def live(session: AsyncSession) -> Model | None:
    """The model that is handed out."""
    found: Model | None = await session.scalar(select(Model).where(Model.live_since.is_not(None)))
    return found


async def find(session: AsyncSession, fingerprint: str) -> Model | None:
    """The newest model made from exactly this configuration and data."""
    found: Model | None = await session.scalar(
        select(Model).where(Model.fingerprint == fingerprint).order_by(Model.trained_at.desc()).limit(1)
    )
    return found


async def prune(session: AsyncSession, models_dir: Path, *, keep: int) -> int:
    """Delete the files and rows of old models, never the live one. Returns how many went."""
    rows = (await session.scalars(select(Model).order_by(Model.trained_at.desc()))).all()
    old = [model for model in rows[keep:] if model.live_since is None]
    used = {model.file_name for model in rows if model not in old}
    for model in old:
        if model.file_name not in used:
            (models_dir / model.file_name).unlink(missing_ok=True)
        await session.delete(model)
    return len(old)


def may_fetch(runtime: Runtime, authorization: str) -> bool:
    """Whether whoever asks at the model door holds Rasa's token."""
    expected = f"Bearer {runtime.keys.token('rasa')}"
    return hmac.compare_digest(authorization.encode("utf-8", "replace"), expected.encode())


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: Path, target: Path) -> None:
    scratch = target.with_suffix(".part")
    shutil.copyfile(source, scratch)
    scratch.replace(target)
