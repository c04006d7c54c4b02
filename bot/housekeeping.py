"""Work that comes round by itself: the audit sealer, what expires, what is forgotten. One job kind each."""

from __future__ import annotations

from bot import audit
from bot.answers import files as answer_files
from bot.answers.translating import importing
from bot.conversations import retention
from bot.conversations.rasa import Rasa
from bot.delivery import digest, mail
from bot.jobs import Claim
from bot.learning import misses
from bot.runtime import Runtime
from bot.tips import deadlines, raising
from bot.tips import retention as tip_retention
from bot.tips import retention as tips
from bot.worker import Handler, Periodic

PERIODIC = (
    Periodic("audit.seal", every=5.0),
    Periodic("drafts.expire", every=600.0),
    Periodic("cases.tend", every=60.0),
    Periodic("cases.age", every=1_800.0),
    Periodic("digest.post", every=600.0),
    Periodic("outbox.empty", every=600.0),
    Periodic("words.forget", every=3_600.0),
    Periodic("rasa.forget", every=3_600.0),
)


class Housekeeping:
    """Handlers of the periodic kinds."""

    def __init__(self, runtime: Runtime, rasa: Rasa) -> None:
        self._runtime = runtime
        self._rasa = rasa

    def handlers(self) -> dict[str, Handler]:
        return {
            "audit.seal": Handler(self.seal_audit),
            "drafts.expire": Handler(self.expire_drafts),
            "cases.tend": Handler(self.tend_cases),
            "cases.age": Handler(self.age_cases),
            "digest.post": Handler(self.post_digests),
            "outbox.empty": Handler(self.empty_outbox),
            "words.forget": Handler(self.forget_words),
            "rasa.forget": Handler(self.forget_in_rasa),
            "rasa.drop": Handler(self.drop_in_rasa),
        }

    async def seal_audit(self, _: Claim) -> None:
        async with self._runtime.db.write() as session:
            await audit.seal(session)

    async def expire_drafts(self, _: Claim) -> None:
        async with self._runtime.db.write() as session:
            await tip_retention.expire(session, self._runtime.settings, now=self._runtime.clock())

    async def tend_cases(self, _: Claim) -> None:
        """Clocks that never started, and tips whose holder is silent or gone."""
        async with self._runtime.db.write() as session:
            await deadlines.reckon(session, now=self._runtime.clock())
        async with self._runtime.db.write() as session:
            await deadlines.bring_back(session, now=self._runtime.clock())

    async def age_cases(self, _: Claim) -> None:
        async with self._runtime.db.write() as session:
            await raising.age(session, now=self._runtime.clock())

    async def post_digests(self, _: Claim) -> None:
        """The daily letter to officers, in their agency's first office hours."""
        async with self._runtime.db.write() as session:
            await digest.post_digests(session, self._runtime.settings, now=self._runtime.clock())

    async def empty_outbox(self, _: Claim) -> None:
        settings, now = self._runtime.settings, self._runtime.clock()
        async with self._runtime.db.write() as session:
            await retention.empty_outbox(session, settings, now=now)
            await retention.empty_parked(session, settings, now=now)

    async def forget_words(self, _: Claim) -> None:
        async with self._runtime.db.write() as session:
            settings, now = self._runtime.settings, self._runtime.clock()
            await retention.forget_words(session, settings, now=now)
            await tips.forget_leftovers(session, settings, now=now)
            await misses.forget(session, settings, now=now)
            await mail.sweep(session, settings, now=now)
            await answer_files.forget_unused(session, settings, now=now)
            await importing.forget(session, settings, now=now)

    async def forget_in_rasa(self, _: Claim) -> None:
        """Rasa's store is asked outside any transaction of ours."""
        async with self._runtime.db.read() as session:
            idle = await retention.idle(session, self._runtime.settings, now=self._runtime.clock())
        for conversation_id, rasa_id in idle:
            await self._rasa.forget(rasa_id)
            async with self._runtime.db.write() as session:
                await retention.mark_forgotten(session, conversation_id)

    async def drop_in_rasa(self, claim: Claim) -> None:
        """Somebody asked for deletion: what Rasa kept under the id they no longer have."""
        await self._rasa.forget(claim.payload["rasa_id"])
