"""Mail to staff and agencies: a row and a job in one commit, tried with back-off, refusals told apart.

`post` is what other rooms call. Without `BOT_SMTP_HOST` nothing is written and it returns None: whoever posts must
have another way (a link shown on the screen, the incident bar).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs, logs
from bot.database import new_id
from bot.delivery.letters import check_values, compose
from bot.delivery.models import Mail
from bot.delivery.transports import email
from bot.errors import GiveUp, TryAgain
from bot.incidents import Sightings
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.settings import Settings

log = logs.get(__name__)

MAIL = "mail"
"""Kind of the job that sends one letter."""
_TRIES_UNTIL_BROKEN = 4
"""A mail server that is away for a minute is no incident."""


def is_on(settings: Settings) -> bool:
    """Whether this installation sends e-mail at all."""
    return bool(settings.smtp_host and settings.smtp_from)


async def post(
    session: AsyncSession,
    settings: Settings,
    letter: str,
    *,
    to: str,
    values: Mapping[str, Any],
    now: datetime,
    once: str | None = None,
) -> Mail | None:
    """Post a letter (a name of `letters.LETTERS`) to one address, with exactly that letter's values.

    `once`: a key under which at most one letter is ever posted, e.g. `digest:2026-11-22:<staff id>`; a second call
    does nothing. Returns None when mail is off or the key is known. Raises BadInput for an address that is none.
    """
    check_values(letter, values)
    if not is_on(settings):
        return None
    address = email.check_address(to)
    if once and await session.scalar(select(Mail.id).where(Mail.once == once)):
        return None
    mail = Mail(id=new_id(), letter=letter, address=address, once=once, state="due", attempts=0, created_at=now)
    mail.values = dict(values)
    session.add(mail)
    await session.flush()
    _put_job(session, mail, now)
    return mail


async def again(session: AsyncSession, mail_id: str, *, now: datetime) -> bool:
    """Try a failed letter again. False when there is none such, or its words are gone."""
    mail = await session.get(Mail, mail_id)
    if mail is None or mail.state not in ("failed", "dead") or mail.values_sealed is None:
        return False
    mail.state, mail.attempts, mail.error = "due", 0, None
    _put_job(session, mail, now)
    return True


async def listed(session: AsyncSession, *, most: int, skip: int = 0) -> Sequence[Mail]:
    """Letters for the operator's screen, newest first."""
    return (
        await session.scalars(select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(most).offset(skip))
    ).all()


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    """How many letters stand in each state."""
    rows = await session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    return {row[0]: row[1] for row in rows}


async def sweep(session: AsyncSession, settings: Settings, *, now: datetime) -> None:
    """Forget letters that are older than the installation keeps them."""
    before = now - timedelta(days=settings.keep_mail_days)
    await session.execute(delete(Mail).where(Mail.created_at < before, Mail.state != "due"))


class Mails:
    """Handler of the job `mail`: one try to send one letter."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._sightings = Sightings(runtime)

    async def send(self, claim: Claim) -> None:
        """Try once. Raises TryAgain for the worker's back-off; a refused letter is kept and shown."""
        runtime, mail_id = self._runtime, claim.payload["mail"]
        async with runtime.db.read() as session:
            mail = await session.get(Mail, mail_id)
            if mail is None or mail.state in ("sent", "dead"):
                return
            values, address, letter = mail.values, mail.address, mail.letter
        if values is None:
            return
        if not is_on(runtime.settings):
            await self._write_down(mail_id, "dead", "surel dimatikan sebelum surat ini terkirim")
            return
        subject, text = compose(letter, values)
        message = email.write(
            runtime.settings, mail_id=mail_id, to=address, subject=subject, text=text, clock=runtime.clock
        )
        try:
            await email.send(runtime.settings, message)
        except GiveUp as error:
            log.warning("mail.refused", mail=mail_id, reason=error.reason)
            await self._write_down(mail_id, "dead", error.reason)
        except TryAgain as error:
            await self._write_down(mail_id, "errored", error.reason)
            if isinstance(error, email.MailRefused) or claim.attempt >= _TRIES_UNTIL_BROKEN:
                await self._sightings.broken("mail_refused", reason=error.reason)
            raise
        else:
            await self._write_down(mail_id, "sent", None)
            await self._sightings.well("mail_refused")

    async def parked(self, claim: Claim, reason: str) -> None:
        """Given up after the last try; an operator can have it tried again."""
        await self._write_down(claim.payload["mail"], "failed", reason)

    async def _write_down(self, mail_id: str, state: str, error: str | None) -> None:
        now = self._runtime.clock()
        async with self._runtime.db.write() as session:
            mail = await session.get(Mail, mail_id)
            if mail is None:
                return
            mail.state, mail.error = state, error
            mail.attempts += 1
            if state == "sent":
                mail.sent_at = now
                mail.values = None  # an invitation's link is of no use to anybody else


def _put_job(session: AsyncSession, mail: Mail, now: datetime) -> None:
    # A lane per address: a mailbox that is full for days delays nobody else's letters.
    lane = hashlib.sha256(mail.address.lower().encode()).hexdigest()[:16]
    jobs.put(session, MAIL, {"mail": mail.id}, lane=f"mail:{lane}", now=now)
