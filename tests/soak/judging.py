"""After the soak: everything in the database is held against what was said and what arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agencies.models import Endpoint
from bot.audit import verify
from bot.conversations.models import Conversation, InboxItem, Message, OutboxMessage
from bot.delivery.models import Delivery
from bot.jobs import Job
from bot.runtime import Runtime
from bot.tips.models import Referral, Tip
from tests.soak.people import Citizen, TelegramPhone, WhatsAppPhone
from tests.soak.plan import EXCLUDED
from tests.soak.standins import Machines, MorePhones, Phones


@dataclass
class Verdict:
    """What was counted, and what is wrong."""

    messages: int = 0
    repeated: int = 0
    silent: int = 0
    parked: int = 0
    replies: int = 0
    tips: int = 0
    deliveries: int = 0
    delivered_again: int = 0
    doubles: dict[str, int] = field(default_factory=dict)
    excluded: int = 0
    audited: int = 0
    wrong: list[str] = field(default_factory=list)

    def table(self) -> str:
        """For people and for docs."""
        doubles = ", ".join(f"{channel} {count}" for channel, count in sorted(self.doubles.items())) or "none"
        rows = [
            ("messages said, each delivered twice", self.messages),
            ("of them said again into silence", self.repeated),
            ("answered with 'our machine is disturbed'", self.silent),
            ("given up with an apology", self.parked),
            ("replies", self.replies),
            ("doubled replies (a process died between acceptance and record)", doubles),
            ("reports sent = tips", self.tips),
            ("notices due = delivered, by delivery id", self.deliveries),
            ("of them received more than once under the same id", self.delivered_again),
            ("tips that exclude an agency, none of which reached it", self.excluded),
            ("audit entries sealed in one chain", self.audited),
        ]
        return "\n".join(f"  {name:<64} {count}" for name, count in rows)


async def judge(
    runtime: Runtime,
    citizens: Sequence[Citizen],
    phones: Phones,
    more: MorePhones,
    machines: Machines,
    most_doubles: int,
) -> Verdict:
    """Count and compare. `most_doubles`: so many replies were in dying hands at most."""
    verdict = Verdict()
    async with runtime.db.read() as session:
        for citizen in citizens:
            await _conversation(session, citizen, phones, more, verdict)
        await _everything_ended(session, verdict)
        await _tips(session, machines, verdict)
        await _deliveries(session, machines, verdict)
        chain = await verify(session)
        verdict.audited = chain.sealed
        if chain.broken_at is not None:
            verdict.wrong.append(f"audit chain broken at {chain.broken_at}")
    if sum(verdict.doubles.values()) > most_doubles:
        verdict.wrong.append(f"{verdict.doubles} doubled replies, {most_doubles} at most can be explained")
    return verdict


async def _conversation(
    session: AsyncSession, citizen: Citizen, phones: Phones, more: MorePhones, verdict: Verdict
) -> None:
    found = await session.scalar(select(Conversation).where(Conversation.external_blind == citizen.road.blind))
    if found is None:
        verdict.wrong.append(f"{citizen.person}: never heard of")
        return
    query = select(Message).where(Message.conversation_id == found.id).order_by(Message.position)
    rows = (await session.scalars(query)).all()
    heard = [row for row in rows if row.author == "citizen"]
    texts = [row.text for row in heard]
    if texts != citizen.said:
        verdict.wrong.append(f"{citizen.person}: said {citizen.said}, kept {texts}")
    if any(row.answered_at is None for row in heard):
        verdict.wrong.append(f"{citizen.person}: left without an answer")
    verdict.messages += len(citizen.said)
    verdict.repeated += citizen.repeated
    verdict.silent += sum(row.answer == "rasa_diam" for row in rows)
    verdict.parked += sum(row.answer == "gagal_parkir" for row in rows)
    out = (
        await session.scalars(
            select(OutboxMessage).where(OutboxMessage.conversation_id == found.id).order_by(OutboxMessage.id)
        )
    ).all()
    verdict.replies += len(out)
    unanswered = {row.id for row in heard} - {row.key.partition(":")[0] for row in out}
    if unanswered:
        verdict.wrong.append(f"{citizen.person}: {len(unanswered)} messages without a reply")
    tips = await session.scalar(
        select(func.count()).where(Tip.conversation_id == found.id, Tip.status.not_in(("unsent", "expired")))
    )
    if tips != citizen.sent_reports:
        verdict.wrong.append(f"{citizen.person}: {citizen.sent_reports} reports, {tips} tips")
    _arrived(citizen, out, phones, more, verdict)


def _arrived(
    citizen: Citizen, out: Sequence[OutboxMessage], phones: Phones, more: MorePhones, verdict: Verdict
) -> None:
    """Every reply is on the phone, in order (urgent ones may overtake); what came twice is counted."""
    road = citizen.road
    if isinstance(road, TelegramPhone):
        came = [str(message["message_id"]) for message in phones.sent if message["chat"]["id"] == road.chat]
        lanes = [[str(row.platform_id) for row in out if row.urgent == urgent] for urgent in (False, True)]
        again = len(came) - len(out)
    elif isinstance(road, WhatsAppPhone):
        letters = [str(message.get("biz_opaque_callback_data")) for message in more.to(road.number)]
        came = list(dict.fromkeys(letters))
        lanes = [[f"r{row.id}" for row in out if row.urgent == urgent] for urgent in (False, True)]
        again = len(letters) - len(came)
    else:
        return
    for lane in lanes:
        if [one for one in came if one in lane] != lane:
            verdict.wrong.append(f"{citizen.person}: replies {lane} arrived as {came}")
    if again:
        verdict.doubles[citizen.person.channel] = verdict.doubles.get(citizen.person.channel, 0) + again


async def _everything_ended(session: AsyncSession, verdict: Verdict) -> None:
    for what, column, ended in (
        ("inbox items", InboxItem.state, ("done",)),
        ("replies", OutboxMessage.state, ("sent", "delivered", "read")),
        ("deliveries", Delivery.state, ("delivered",)),
    ):
        states = (await session.execute(select(column, func.count()).group_by(column))).all()
        left = {state: count for state, count in states if state not in ended}
        if left:
            verdict.wrong.append(f"{what} not at their end: {left}")
    parked = await session.scalar(select(func.count()).select_from(Job).where(Job.parked_at.is_not(None)))
    if parked:
        verdict.wrong.append(f"{parked} jobs parked")


async def _tips(session: AsyncSession, machines: Machines, verdict: Verdict) -> None:
    tips = (await session.scalars(select(Tip).where(Tip.status.not_in(("unsent", "expired"))))).all()
    verdict.tips = len(tips)
    for tip in tips:
        receivers = set(await session.scalars(select(Referral.agency).where(Referral.tip_id == tip.id)))
        if not receivers:
            verdict.wrong.append(f"tip {tip.case_number} went nowhere")
        if receivers & set(tip.excluded):
            verdict.wrong.append(f"tip {tip.case_number} has a referral to an excluded agency")
        for agency in tip.excluded:
            if tip.case_number in machines.cases[agency]:
                verdict.wrong.append(f"tip {tip.case_number} reached {agency}, which it excludes")
        verdict.excluded += EXCLUDED in tip.excluded


async def _deliveries(session: AsyncSession, machines: Machines, verdict: Verdict) -> None:
    rows = (await session.execute(select(Delivery.id, Endpoint.agency).join(Endpoint))).all()
    verdict.deliveries = len(rows)
    for agency, taken in machines.taken.items():
        due = {row.id for row in rows if row.agency == agency}
        if due != set(taken):
            verdict.wrong.append(f"{agency}: {len(due)} notices due, {len(set(taken))} taken, {due ^ set(taken)}")
        verdict.delivered_again += sum(count - 1 for count in taken.values())
    referrals = Counter(await session.scalars(select(Referral.id)))
    sent = Counter(await session.scalars(select(Delivery.referral_id).where(Delivery.event == "referral.sent")))
    if sent and referrals != sent:
        verdict.wrong.append(f"{len(referrals)} referrals, {sum(sent.values())} notices of sending")
