"""What WhatsApp says became of our messages, brought to the outbox: never backwards, and a failure by its kind (F125).

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs, logs
from bot.channels.reporting import KNOCK, REPLY
from bot.channels.standing import TEMPLATE, WINDOW, give_up_on
from bot.channels.whatsapp.envelope import Report
from bot.channels.whatsapp.errors import STOPS, Kind, kind_of
from bot.channels.whatsapp.reading import CHANNEL
from bot.conversations import outbox_states
from bot.conversations.models import OutboxMessage
from bot.conversations.outbox_states import ARRIVED, advance, take_back
from bot.crypto import Vault
from bot.errors import TryAgain
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.settings import Settings
from bot.tips import bringing

log = logs.get(__name__)

LATE = "whatsapp.report"
"""Kind of the job that brings a report for which no message was found yet."""
LATE_ATTEMPTS = 4
_LATE_DELAY = 2.0
_AGAIN = (Kind.AGAIN, Kind.NUMBER, Kind.PAIR, *STOPS)


def kept_id(vault: Vault, message_id: str) -> str:
    """The form in which a message id is kept: WhatsApp's ids hold the person's number in base64."""
    return vault.blind("whatsapp-message", message_id)


async def bring(session: AsyncSession, settings: Settings, report: Report, *, now: datetime) -> None:
    """Note one report. One that comes before its message's id is known is put off for a moment."""
    known = kept_id(session.info["vault"], report.message_id)
    row = await _row_of(session, known, report.reference)
    if row is not None:
        await _note(session, settings, row, report, known, now=now)
    elif not report.reference:
        payload = {"message": known, "status": report.status, "code": report.code}
        jobs.put(session, LATE, payload, lane=f"report:{known[:32]}", now=now, delay=_LATE_DELAY)


class LateReports:
    """The job that tries a report again; what belongs to no message of ours is dropped in the end."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def bring(self, claim: Claim) -> None:
        known = claim.payload["message"]
        report = Report("", known, claim.payload["status"], claim.payload["code"], "")
        async with self._runtime.db.write() as session:
            row = await _row_of(session, known, "")
            if row is not None:
                await _note(session, self._runtime.settings, row, report, known, now=self._runtime.clock())
                return
        if claim.attempt < LATE_ATTEMPTS:
            raise TryAgain("no message for this report yet")
        log.info("whatsapp.report_of_nobody", status=report.status)


async def _row_of(session: AsyncSession, known: str, reference: str) -> OutboxMessage | None:
    """The reply by our own reference, or by the platform's id of it."""
    kind, number = reference[:1], reference[1:]
    if kind in (REPLY, KNOCK) and number.isascii() and number.isdecimal() and len(number) < 18:
        row = await session.get(OutboxMessage, int(number), with_for_update=True)
        return row if row is not None and row.channel == CHANNEL else None
    found: OutboxMessage | None = await session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.platform_id == known, OutboxMessage.channel == CHANNEL)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .with_for_update()
    )
    return found


async def _note(
    session: AsyncSession, settings: Settings, row: OutboxMessage, report: Report, known: str, *, now: datetime
) -> None:
    kind, reason = kind_of(report.code), f"{kind_of(report.code).value} {report.code}"
    if report.reference.startswith(KNOCK) or (not report.reference and row.state == "held"):
        if report.status == "failed" and row.state == "held":
            await _knocked_in_vain(session, row, kind, reason, now=now)
    elif report.status in ARRIVED:
        if advance(row, report.status, now=now):
            row.platform_id = known
    elif report.status == "failed" and _is_of_this_try(row, known):
        log.warning("whatsapp.not_delivered", outbox=row.id, reason=reason)
        await _failed(session, settings, row, kind, reason, now=now)
        row.platform_id = known


def _is_of_this_try(row: OutboxMessage, known: str) -> bool:
    """Whether a failure belongs to the try that stands: an earlier one was dealt with, or is a repeat."""
    if row.state == "sent":
        return row.platform_id == known
    return row.state == "unsure" and row.platform_id != known


async def _knocked_in_vain(
    session: AsyncSession, row: OutboxMessage, kind: Kind, reason: str, *, now: datetime
) -> None:
    """The template did not get through: nobody was told that something waits."""
    if kind is Kind.DEAD:
        await give_up_on(session, row, now=now, reason=reason)
    else:
        row.error = TEMPLATE


async def _failed(
    session: AsyncSession, settings: Settings, row: OutboxMessage, kind: Kind, reason: str, *, now: datetime
) -> None:
    """By kind: again later, behind a template, never again to this person, or not at all."""
    if kind is Kind.DEAD:
        await give_up_on(session, row, now=now, reason=reason)
    elif kind is Kind.WINDOW and take_back(row, now=now, error=WINDOW):
        outbox_states.plan(session, row, now=now)
    elif kind in _AGAIN and row.attempts < settings.job_attempts and take_back(row, now=now, error=reason):
        outbox_states.plan(session, row, now=now, delay=settings.job_backoff * 2.0**row.attempts)
    elif advance(row, "failed", now=now, error=reason):
        await bringing.not_reached(session, row.key)
