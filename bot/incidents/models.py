"""Table of incidents: one open row for each thing that is broken, and the history of those that were mended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, new_id


class Incident(Base):
    """Something broken. `open_key` is set while it lasts, so that there is never a second one of the same."""

    __tablename__ = "incidents"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    part: Mapped[str] = mapped_column(default="")
    """Which channel, endpoint or machine; empty when there is only one."""
    open_key: Mapped[str | None] = mapped_column(unique=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(default="")
    """The technical cause in short, e.g. `HTTP 401`; never anything that a citizen wrote."""
    closed_at: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(default="")
    """What operators were told by mail: nothing yet, `opened` or `closed`."""

    __table_args__ = (Index("ix_incidents_since", "since"), Index("ix_incidents_key", "kind", "part"))
